/** No pattern names a file of a page. */
export async function glob(): Promise<string[]> {
  return []
}
