export const dynamic = "force-dynamic";

export async function GET() {
  throw new Error("boom, as asked");
}
