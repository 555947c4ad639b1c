export function generateStaticParams() {
  return [{ id: "1" }, { id: "2" }, { id: "3" }];
}

export default async function Post({ params }) {
  const { id } = await params;
  return (
    <>
      <h1>Post {id}</h1>
      <p>Rendered at <time id="stamp">{new Date().toISOString()}</time></p>
    </>
  );
}
