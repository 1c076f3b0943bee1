import { type DrillResult } from '../drill';
import { type Check } from '../judge/check';
import { operations } from '../operations/operations';
import { phases } from '../phase';
import { phaseTitle } from '../phase-title';
import { escapeHtml } from './escape-html';
import { reportStyle } from './report-style';
import { timelineChart } from './timeline-chart';

const keyed = (colour: string, shape: string, text: string) =>
  `<span><i class="${shape}" style="background:var(--${colour})"></i>${text}</span>`;

const key = `<p class="dim key">Services: ${[
  keyed('good', 'bar', 'in normal mode'),
  keyed('warn', 'bar', 'degraded: they do without Redis'),
  keyed('bad', 'bar', 'not answering'),
  keyed('shade', 'bar', 'while the fault lasted'),
].join('')}</p>
<p class="dim key">Traffic, by how long it took: ${[
  keyed('calm', 'dot', 'a request'),
  keyed('good', 'dot', 'a message, until it is stored'),
  keyed('bad', 'dot', 'one that failed'),
].join('')}</p>`;

/** The whole drill on one page that needs nothing else: what was done, what happened, and what is left. */
export function reportPage(result: DrillResult): string {
  const { fault, began, lasted, outage, checks, outcomes } = result;
  const failed = [...outcomes, ...checks].filter(({ held }) => !held).length;
  const away = ((outage.until - outage.from) / 1_000).toFixed(1);
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Drill: Redis ${escapeHtml(fault.name)}</title><style>${reportStyle}</style></head>
<body>
<h1>What becomes of people when Redis is ${escapeHtml(fault.says.split(':')[0] ?? '')}</h1>
<p><span class="verdict${failed > 0 ? ' failed' : ''}">${failed === 0 ? 'Everything held' : `${failed} did not hold`}</span></p>
<p class="dim">${began.toISOString()}, ${(lasted / 1_000).toFixed(0)} s in all. Redis is ${escapeHtml(fault.says)}; ${away} s later it ${escapeHtml(fault.ends)}. Ada and Bob sign in, write, call and keep files before, meanwhile and afterwards, and ten requests a second go on all the while.</p>
<h2>What happened when</h2>
${key}
<div class="scroll">${timelineChart(result)}</div>
<h2>What people did</h2>
<div class="scroll"><table>
<thead><tr><th>operation</th><th>declared, while Redis is away</th>${phases.map((phase) => `<th>${escapeHtml(phaseTitle(phase, fault))}</th>`).join('')}</tr></thead>
<tbody>
${operations.map((operation) => operationRow(operation.name, result.declared.of(operation), result)).join('\n')}
</tbody></table></div>
<h2>What it came to</h2>
<ul>
${checks.map(checkLine).join('\n')}
</ul>
</body></html>
`;
}

function checkLine({ asks, held, said }: Check): string {
  const mark = held ? '<span class="held">✓</span>' : '<span class="lost">✗</span>';
  return `<li>${mark} ${escapeHtml(asks)}: <span class="${held ? 'dim' : 'lost'}">${escapeHtml(said)}</span></li>`;
}

function operationRow(name: string, declared: string, { outcomes }: DrillResult): string {
  const cells = phases.map((phase) => {
    const found = outcomes.find((outcome) => outcome.operation === name && outcome.phase === phase);
    if (!found) return '<td></td>';
    const mark = found.held ? '<span class="held">✓</span>' : '<span class="lost">✗</span>';
    return `<td class="time">${mark} ${found.ms.toFixed(0)} ms<small>${escapeHtml(found.said)}</small></td>`;
  });
  return `<tr><td>${escapeHtml(name)}</td><td><small>${escapeHtml(declared)}</small></td>${cells.join('')}</tr>`;
}
