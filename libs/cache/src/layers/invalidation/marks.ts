/** The mark that all entries have. */
export const everything = '*';

/** What the invalidation of one key is known by. */
export const keyMark = (key: string): string => `k:${key}`;

/** What the invalidation of a tag is known by. */
export const tagMark = (tag: string): string => `t:${tag}`;

/** The mark of nothing: who put it into the log knows by it, later, that it is the same log. */
export const witnessMark = (id: string): string => `w:${id}`;

/** All marks of one call share a number; so many at most, that a page has room for several numbers. */
const marksAtOnce = 500;

/** Each once, so many together as go into the log at once. */
export function* inParts(marks: readonly string[]): Generator<readonly string[]> {
  const each = [...new Set(marks)];
  for (let at = 0; at < each.length; at += marksAtOnce) yield each.slice(at, at + marksAtOnce);
}

/** A tag and those above it: `user:1/posts` lies below `user:1`. */
export function tagPath(tag: string): string[] {
  const path = [tag];
  for (let at = tag.lastIndexOf('/'); at > 0; at = tag.lastIndexOf('/', at - 1)) path.push(tag.slice(0, at));
  return path;
}

/** Everything whose invalidation concerns an entry. */
export function marksOf(key: string, tags: readonly string[]): string[] {
  const marks = [everything, keyMark(key)];
  for (const tag of tags) for (const each of tagPath(tag)) marks.push(tagMark(each));
  return marks;
}
