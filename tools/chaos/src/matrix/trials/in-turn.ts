/** Does the same to each, so many at a time; gives what came of them in their order. */
export async function inTurn<Of, Made>(
  all: readonly Of[],
  atOnce: number,
  work: (one: Of) => Promise<Made>,
): Promise<Made[]> {
  const made: Made[] = [];
  let next = 0;
  const lane = async () => {
    while (next < all.length) {
      const place = next;
      next += 1;
      made[place] = await work(all[place] as Of);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return made;
}
