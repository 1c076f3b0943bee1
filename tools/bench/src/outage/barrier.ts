/** Holds each of so many until all of them have come. */
export function barrier(count: number): () => Promise<void> {
  let missing = count;
  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return () => {
    missing -= 1;
    if (missing === 0) open();
    return opened;
  };
}
