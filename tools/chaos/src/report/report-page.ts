import { faultNamed } from '../faults/storm-faults';
import { type KeptStorm } from '../history/kept-storm';
import { escapeHtml } from './escape-html';
import { findingLines } from './finding-lines';
import { reportStyle } from './report-style';
import { stormChart } from './storm-chart';
import { commandsOf, faultRows, subjectRows } from './summary';

const mostFindings = 100;
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

/** The whole report, in one file that needs no other. */
export function reportPage(kept: KeptStorm): string {
  const { plan, history, findings } = kept;
  const verdict = findings.length === 0 ? 'Everything held' : `${findings.length} found`;
  const lasted = Math.round((history.ended - history.began) / 1_000);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>A storm over SecureConnect</title><style>${reportStyle}</style></head><body>
<h1>A storm over SecureConnect</h1>
<p><span class="verdict${findings.length === 0 ? '' : ' failed'}">${verdict}</span></p>
<p class="dim">${new Date(history.began).toISOString()}, ${lasted} s, seed ${plan.seed}, Redis ${plan.form}, ${plan.people} people, ${history.steps.length.toLocaleString('en')} steps, ${history.faults.length} faults</p>
<h2>What happened when</h2><div class="scroll">${stormChart(kept)}</div>
<p class="key dim"><span><i style="background:var(--warn)"></i>faults; degraded; refused</span><span><i style="background:var(--good)"></i>normal</span><span><i style="background:var(--bad)"></i>away; outcome unknown; found</span><span><i style="background:var(--calm)"></i>steps done</span></p>
<h2>What was found</h2>${findingsOf(kept)}
<h2>What people did</h2>${subjectsOf(kept)}
<h2>What was broken</h2>${faultsOf(kept)}
<h2>Memory</h2><p class="dim">The most that each instance was seen to have.</p>${table(
    ['instance', 'MiB'],
    Object.entries(kept.memory).map(([name, bytes]) => cells(name, Math.round(bytes / 1_048_576))),
  )}
<h2>Again</h2>${Object.entries(commandsOf(kept))
    .map(([what, command]) => `<p>${escapeHtml(what)}:</p><pre>${escapeHtml(command)}</pre>`)
    .join('')}
</body></html>`;
}

function findingsOf({ findings, history }: KeptStorm): string {
  if (findings.length === 0) return '<p>Nothing that may not be.</p>';
  const shown = findings.slice(0, mostFindings).map((finding, index) => {
    const [, ...lines] = findingLines(finding, history);
    const head = `<span class="fault">${escapeHtml(`${finding.subject}/${finding.fault}`)}</span> ${escapeHtml(finding.what)}`;
    return `<details${index < 3 ? ' open' : ''}><summary>${head}</summary><pre>${escapeHtml(lines.join('\n') || 'no steps')}</pre></details>`;
  });
  const rest = findings.length - shown.length;
  return (
    shown.join('') + (rest > 0 ? `<p class="dim">… and ${rest} more; all are in history.jsonl.</p>` : '')
  );
}

const subjectsOf = (kept: KeptStorm): string =>
  table(
    ['subject', 'steps', 'done', 'refused', 'unknown', 'told unasked'],
    subjectRows(kept).map(({ subject, steps, done, refused, unknown, heard }) =>
      cells(subject, steps, done, refused, unknown, heard),
    ),
  );

const faultsOf = ({ history }: KeptStorm): string =>
  table(
    ['fault', 'what it is', 'times', 'seconds in all', 'struck'],
    faultRows(history.faults).map(({ name, times, struck, seconds }) =>
      cells(name, faultNamed(name).does, times, Math.round(seconds), struck.join(', ')),
    ),
  );
