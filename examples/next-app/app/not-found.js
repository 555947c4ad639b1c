export default function NotFound() {
  return <h1>Nothing lives here</h1>;
}
