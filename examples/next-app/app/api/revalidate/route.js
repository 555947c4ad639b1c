import { revalidatePath, revalidateTag } from "next/cache";

export async function GET(request) {
  const { searchParams } = new URL(request.url);
  const tag = searchParams.get("tag");
  const path = searchParams.get("path");
  // Expired at once: the next visitor waits for the new page instead of seeing the old one.
  if (tag) revalidateTag(tag, { expire: 0 });
  if (path) revalidatePath(path);
  return Response.json({ tag, path }, { status: tag || path ? 200 : 400 });
}
