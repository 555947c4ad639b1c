import Counter from "./counter";

export default function Client() {
  return (
    <>
      <h1>In the browser</h1>
      <Counter />
    </>
  );
}
