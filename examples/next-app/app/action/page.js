import { redirect } from "next/navigation";

async function greet(form) {
  "use server";
  redirect(`/action?${new URLSearchParams({ greeted: form.get("name") })}`);
}

export default async function Action({ searchParams }) {
  const { greeted } = await searchParams;
  return (
    <>
      <h1>A form</h1>
      <form action={greet}>
        <label>Your name <input name="name" required /></label> <button>Greet</button>
      </form>
      {greeted && <p id="greeted">Hello, {greeted}.</p>}
    </>
  );
}
