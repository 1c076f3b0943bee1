import { type Finding } from '../history/finding';
import { type StormHistory } from '../history/storm-history';
import { type Subject } from '../history/subject';

/** What may be of one subject, in the smallest words: finds in a history what may not. All of them are `models` of models.ts. */
export interface Model {
  readonly subject: Subject | 'system';
  judge(history: StormHistory): Finding[];
}
