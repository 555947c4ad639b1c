import Link from "next/link";

const pages = [
  ["/ssr", "rendered on every request"],
  ["/isr", "kept for two seconds, then rendered again behind your back"],
  ["/tagged", "kept until its tag is revalidated"],
  ["/post/1", "one of the posts rendered at build time; any other id is rendered when asked for"],
  ["/client", "a component that runs in the browser"],
  ["/action", "a form answered by a server action, with or without JavaScript"],
  ["/stream", "sent in two parts"],
  ["/img", "an image through next/image"],
  ["/self", "a page that calls this site from the outside"],
];

export default function Home() {
  return (
    <>
      <h1>Every kind of page</h1>
      <dl>
        {pages.map(([path, what]) => (
          <div key={path}>
            <dt><Link href={path}>{path}</Link></dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <p>This page was rendered at build time: <time id="stamp">{new Date().toISOString()}</time></p>
    </>
  );
}
