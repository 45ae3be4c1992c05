/** Hands an address over to other programs on a phone, else to the clipboard. Answers whether it is in the clipboard. */
export async function share(title: string, path: string): Promise<boolean> {
  const url = location.origin + path;
  if (navigator.share && matchMedia("(pointer: coarse)").matches) {
    await navigator.share({ title, url }).catch(() => {});
    return false;
  }
  await navigator.clipboard.writeText(url);
  return true;
}
