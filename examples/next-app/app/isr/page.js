export const revalidate = 2;

export default function Isr() {
  return (
    <>
      <h1>Rendered now and then</h1>
      <p>Rendered at <time id="stamp">{new Date().toISOString()}</time></p>
    </>
  );
}
