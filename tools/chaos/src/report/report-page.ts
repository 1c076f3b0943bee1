import { faultNamed } from '../faults/storm-faults';
import { type KeptStorm } from '../history/kept-storm';
import { escapeHtml } from './escape-html';
import { findingLines } from './finding-lines';
import { reportStyle } from './report-style';
import { stormChart } from './storm-chart';
import { byKind, commandsOf, faultRows, judgedOf, subjectRows } from './summary';
import { starvedSeconds, verdictInWords, verdictOf } from '../storm/verdict';

const mostOfKind = 20;
const cells = (...values: readonly (string | number)[]): string =>
  values
    .map((value) =>
      typeof value === 'number'
        ? `<td class="number">${value.toLocaleString('en')}</td>`
        : `<td>${escapeHtml(value)}</td>`,
    )
    .join('');

const table = (heads: readonly string[], rows: readonly string[]): string =>
  `<div class="scroll"><table><tr>${heads.map((head) => `<th>${head}</th>`).join('')}</tr>${rows.map((row) => `<tr>${row}</tr>`).join('')}</table></div>`;

/** The whole report, in one file that needs no other: what held and what not, with which command, comes first. */
export function reportPage(kept: KeptStorm): string {
  const { plan, history, findings } = kept;
  const lasted = Math.round((history.ended - history.began) / 1_000);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>A storm over SecureConnect</title><style>${reportStyle}</style></head><body>
<h1>A storm over SecureConnect</h1>
<p><span class="verdict ${verdictOf(findings)}">${verdictInWords(findings)}</span></p>
<p>Seed <b>${plan.seed}</b>, Redis ${plan.form}, ${plan.people} people, ${history.steps.length.toLocaleString('en')} steps, ${history.faults.length} faults in ${lasted} s. <span class="dim">${new Date(history.began).toISOString()}</span></p>
<pre>${escapeHtml(commandsOf(kept)['the same storm'] ?? '')}</pre>
${subjectChips(kept)}${starvedWords(kept)}
<h2>What happened when</h2><div class="scroll">${stormChart(kept)}</div>
<p class="key dim">${key}</p>
<h2>What was found</h2>${findingsOf(kept)}
<h2>What people did</h2>${subjectsOf(kept)}
<h2>What was broken</h2>${faultsOf(kept)}
<h2>Memory</h2><p class="dim">The most that each instance was seen to have.</p>${memoryOf(kept)}
<h2>Again</h2>${Object.entries(commandsOf(kept))
    .map(([what, command]) => `<p>${escapeHtml(what)}:</p><pre>${escapeHtml(command)}</pre>`)
    .join('')}
</body></html>`;
}

const key = [
  ['warn', 'faults; degraded; refused'],
  ['good', 'normal'],
  ['bad', 'away; outcome unknown; a finding'],
  ['calm', 'steps done'],
  ['starved', 'the machine too slow'],
]
  .map(([colour, of]) => `<span><i style="background:var(--${colour})"></i>${of}</span>`)
  .join('');

/** One for each model: held or not at a glance. */
function subjectChips(kept: KeptStorm): string {
  const chips = subjectRows(kept).map((row) => {
    const { kind, sign } = judgedOf(row);
    return `<span class="chip ${kind}">${sign} ${row.subject}</span>`;
  });
  return `<p class="chips">${chips.join('')}</p>`;
}

function starvedWords({ history }: KeptStorm): string {
  const [starved, all] = starvedSeconds(history);
  if (starved === 0) return '';
  const why = escapeHtml(history.starved?.[0]?.why ?? '');
  return `<p class="dim">The machine was too slow for ${Math.round(starved)} of ${Math.round(all)} s (${why}): how fast anything was says nothing there.</p>`;
}

function findingsOf({ findings, history }: KeptStorm): string {
  if (findings.length === 0) return '<p>Nothing that may not be.</p>';
  const kinds = byKind(findings).map(([kind, own], index) => {
    const shown = own.slice(0, mostOfKind).flatMap((each) => findingLines(each, history));
    const rest = own.length - mostOfKind;
    if (rest > 0) shown.push(`… and ${rest} more; all are in history.jsonl.`);
    const first = escapeHtml(own[0]?.what.split('\n')[0] ?? '');
    const head = `<span class="fault">${escapeHtml(kind)}</span> ${own.length} ×, first: ${first}`;
    return `<details${index < 3 ? ' open' : ''}><summary>${head}</summary><pre>${escapeHtml(shown.join('\n'))}</pre></details>`;
  });
  return kinds.join('');
}

const subjectsOf = (kept: KeptStorm): string =>
  table(
    ['subject', '', 'steps', 'done', 'refused', 'unknown', 'told unasked'],
    subjectRows(kept).map((row) => {
      const { subject, steps, done, refused, unknown, heard } = row;
      const { sign, words } = judgedOf(row);
      return cells(subject, `${sign} ${words}`, steps, done, refused, unknown, heard);
    }),
  );

const faultsOf = (kept: KeptStorm): string =>
  table(
    ['fault', 'what it is', 'times', 'not as planned', 'seconds in all', 'seconds planned', 'struck'],
    faultRows(kept).map(({ name, times, struck, seconds, planned, failed }) => {
      const long = [Math.round(seconds), Math.round(planned)];
      return cells(name, faultNamed(name).does, times, failed, ...long, struck.join(', '));
    }),
  );

const memoryOf = ({ memory }: KeptStorm): string =>
  table(
    ['instance', 'MiB'],
    Object.entries(memory).map(([name, bytes]) => cells(name, Math.round(bytes / 1_048_576))),
  );
