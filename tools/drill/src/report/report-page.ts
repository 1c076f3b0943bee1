import { type DrillResult } from '../drill';
import { operations } from '../operations/operations';
import { type Phase, phases } from '../phase';
import { escapeHtml } from './escape-html';
import { reportStyle } from './report-style';
import { timelineChart } from './timeline-chart';

const heads: Readonly<Record<Phase, string>> = {
  before: 'With Redis',
  during: 'Without Redis',
  after: 'With Redis again',
};

/** The whole drill on one page that needs nothing else: what was done, what happened, and what is left. */
export function reportPage(result: DrillResult): string {
  const { fault, began, lasted, outage, checks, outcomes } = result;
  const failed = [...outcomes, ...checks].filter(({ held }) => !held).length;
  const away = ((outage.until - outage.from) / 1_000).toFixed(1);
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Drill: Redis ${escapeHtml(fault.name)}</title><style>${reportStyle}</style></head>
<body>
<h1>What becomes of people when Redis is ${escapeHtml(fault.says.split(/[ :(]/)[0] ?? '')}</h1>
<p><span class="verdict${failed > 0 ? ' failed' : ''}">${failed === 0 ? 'Everything held' : `${failed} did not hold`}</span></p>
<p class="dim">${began.toISOString()}, ${(lasted / 1_000).toFixed(0)} s in all. Redis was ${escapeHtml(fault.says)}, for ${away} s. Two people went on signing in, writing, calling and keeping files all the while.</p>
<h2>What happened when</h2>
<p class="dim key"><span><i style="background:var(--calm)"></i>a request</span><span><i style="background:var(--good)"></i>a message, until it is stored</span><span><i style="background:var(--bad)"></i>one that failed</span><span>bars above: the mode of each service; grey: the operations below</span></p>
<div class="scroll">${timelineChart(result)}</div>
<h2>What people did</h2>
<div class="scroll"><table>
<thead><tr><th>operation</th><th>declared, while Redis is away</th>${phases.map((phase) => `<th>${heads[phase]}</th>`).join('')}</tr></thead>
<tbody>
${operations.map((operation) => operationRow(operation.name, result.declared.of(operation) ?? '', result)).join('\n')}
</tbody></table></div>
<h2>What is left</h2>
<ul>
${checks.map(({ asks, held, said }) => `<li><span class="${held ? 'held' : 'lost'}">${held ? '✓' : '✗'}</span> ${escapeHtml(asks)}: <span class="${held ? 'dim' : 'lost'}">${escapeHtml(said)}</span></li>`).join('\n')}
</ul>
</body></html>
`;
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
