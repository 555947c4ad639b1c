import { Suspense } from "react";
import { connection } from "next/server";

async function Late() {
  await connection();
  await new Promise((resolve) => setTimeout(resolve, 300));
  return <p id="late">The late part.</p>;
}

export default function Stream() {
  return (
    <>
      <h1>In two parts</h1>
      <Suspense fallback={<p id="fallback">On its way.</p>}>
        <Late />
      </Suspense>
    </>
  );
}
