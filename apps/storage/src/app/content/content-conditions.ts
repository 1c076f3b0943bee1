/** What a request says of a copy it has, or of what it takes the content to be (RFC 9110, 13). */
export interface ContentConditions {
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
  readonly ifModifiedSince?: string | undefined;
  readonly ifUnmodifiedSince?: string | undefined;
  readonly ifRange?: string | undefined;
}

/** What copies are told apart by; both are strong, for content never changes. */
export interface ContentValidators {
  readonly tag: string;
  /** As it is written in an answer. */
  readonly modified: string;
}

/** What the conditions come to. */
export type ConditionVerdict = 'go_on' | 'not_modified' | 'failed';

const listed = (list: string): string[] => list.split(',').map((each) => each.trim());

const isStrongMatch = (list: string, tag: string): boolean =>
  listed(list).some((each) => each === tag || each === '*');

/** A copy is as good whether its tag was called weak on the way. */
const isWeakMatch = (list: string, tag: string): boolean =>
  listed(list).some((each) => each.replace(/^W\//, '') === tag || each === '*');

/** Undefined where it is no date of HTTP; then it is to be ignored. */
function dateOf(text: string | undefined): number | undefined {
  if (text === undefined || !/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /.test(text)) return undefined;
  // The oldest of the three forms names no zone, and means this one.
  const ms = Date.parse(text.endsWith(' GMT') ? text : `${text} GMT`);
  return Number.isNaN(ms) ? undefined : ms;
}

/** Judges what comes before everything else, in the order the RFC prescribes; a tag outweighs a date. */
export function judgeConditions(
  asked: ContentConditions,
  { tag, modified }: ContentValidators,
): ConditionVerdict {
  const at = Date.parse(modified);
  const [before, since] = [dateOf(asked.ifUnmodifiedSince), dateOf(asked.ifModifiedSince)];
  if (asked.ifMatch === undefined ? before !== undefined && at > before : !isStrongMatch(asked.ifMatch, tag))
    return 'failed';
  const isKnown =
    asked.ifNoneMatch === undefined
      ? since !== undefined && at <= since
      : isWeakMatch(asked.ifNoneMatch, tag);
  return isKnown ? 'not_modified' : 'go_on';
}

/** Whether a range may be given: it goes on with the same bytes, by a strong tag or by the very date. */
export const isSameContent = (ifRange: string | undefined, { tag, modified }: ContentValidators): boolean =>
  ifRange === undefined || ifRange === tag || ifRange === modified;
