"use client";
import { useState } from "react";

export default function Counter() {
  const [count, setCount] = useState(0);
  const build = process.env.BUILD_LABEL; // so that each build has a script of its own
  return (
    <button id="counter" title={`build ${build}`} onClick={() => setCount(count + 1)}>
      Clicked {count} times
    </button>
  );
}
