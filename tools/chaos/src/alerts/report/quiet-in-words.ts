import { alertInWords } from '../live/alert-change';
import { type Doing } from '../trial/doings';
import { type QuietResult } from '../trial/quiet';

const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
const inSeconds = (ms: number): string => `${Math.round(ms / 1_000)} s`;

/** What somebody would ask who is told that nothing fired: whether anything was done. */
function traffic({ doings, minutes }: QuietResult): string {
  const heads = ['what people did', 'asked', 'a minute', 'done', 'refused', 'unanswered', '5xx'];
  const row = ({ subject, asked, done, refused, unanswered, errors }: Doing) =>
    line([subject, asked, (asked / minutes).toFixed(1), done, refused, unanswered, errors]);
  return [line(heads), line(heads.map(() => '---')), ...doings.map(row)].join('\n');
}

const seen = ({ blindMs, starvedMs }: QuietResult): string =>
  `Refused are also wrong passwords up to a lock and requests beyond a limit, which are asked for on purpose; unanswered is also what a client sent to a conversation that its person had just left. Nobody registers a device to be woken. Prometheus said what fires at least every ${inSeconds(blindMs)}; the machine was [starved](README.md#when-the-machine-is-too-slow) for ${inSeconds(starvedMs)} of the time.`;

/** What a quiet showed: what fired or that nothing did, and what people did meanwhile. */
export function quietInWords(quiet: QuietResult, day: string): string {
  const { minutes, findings, changes } = quiet;
  const head = `${minutes} minutes of normal traffic on ${day}:`;
  const pending = new Set(changes.filter(({ to }) => to === 'pending').map(alertInWords));
  const waited = pending.size > 0 ? ` Pending for a while: ${[...pending].join(', ')}.` : '';
  const lines = findings.map(({ text, at }) => `- ${text}, ${new Date(at).toISOString().slice(11, 19)} UTC`);
  const what = findings.length === 0 ? `${head} nothing fired.` : `${head}\n\n${lines.join('\n')}\n\n`;
  return [`${what}${waited}`.trimEnd(), traffic(quiet), seen(quiet)].join('\n\n');
}
