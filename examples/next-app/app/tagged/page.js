import { latestNews } from "../../lib/news";

export const dynamic = "force-static";

export default async function Tagged() {
  const news = await latestNews();
  return (
    <>
      <h1>The news</h1>
      <p>Looked up at <time id="news">{news.stamp}</time></p>
      <p>Rendered at <time id="stamp">{new Date().toISOString()}</time></p>
      <p><a href="/api/revalidate?tag=news">Revalidate</a></p>
    </>
  );
}
