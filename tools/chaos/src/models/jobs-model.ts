import { type StormHistory } from '../history/storm-history';
import { type Model } from './model';
import { foundOf, numberOf, shownBy, stepsOf, textOf } from './read-history';

/**
 * What was accepted is done in the background, once: a mail for each registration and forgotten password, by `register`
 * and `forget` with `mail` as found; a thumbnail for each picture, by `upload` with `thumbnail` as found.
 */
export const jobsModel: Model = {
  subject: 'jobs',
  judge: (history) => [...mails(history), ...thumbnails(history)],
};

function mails(history: StormHistory) {
  const counts = new Map(
    foundOf(history, 'mail').map((one) => [
      `${textOf(one, 'kind')} ${textOf(one, 'to')}`,
      numberOf(one, 'count'),
    ]),
  );
  if (counts.size === 0) return []; // Nobody has looked.
  return stepsOf(history, 'register', 'forget').flatMap((step) => {
    const name = `${textOf(step, 'kind')} ${textOf(step, 'to')}`;
    const count = counts.get(name) ?? 0;
    if (count > 1) return [shownBy('jobs', 'mail-doubled', `${count} mails of ${name}`, step)];
    if (count === 0 && step.outcome === 'done') return [shownBy('jobs', 'mail-lost', name, step)];
    if (count === 1 && step.outcome === 'refused') return [shownBy('jobs', 'refused-mailed', name, step)];
    return [];
  });
}

function thumbnails(history: StormHistory) {
  const uploads = new Map(stepsOf(history, 'upload').map((step) => [textOf(step, 'file'), step]));
  return foundOf(history, 'thumbnail').flatMap((one) => {
    const upload = uploads.get(textOf(one, 'file'));
    if (!upload || numberOf(one, 'status') === 200) return [];
    const what = `of ${upload.actor}'s ${textOf(upload, 'name')}: ${numberOf(one, 'status')} ${textOf(one, 'code')}`;
    return [shownBy('jobs', 'thumbnail-lost', what, upload)];
  });
}
