import { keyOf, modeOf } from '../policies/declared-operation';
import { type Cell, type Column } from '../trials/cell';
import { type Matrix } from './matrix';
import { signOf, signs } from './sign-of';
import { findingsOf } from './spoken';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (one) => entities[one] ?? one);

const style = `
:root { color-scheme: light dark; --ink: #1c2430; --dim: #5b6675; --paper: #fff; --line: #d9dee6; --good: #1a7f4b; --warn: #b26a00; --bad: #c0322b; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7ebf1; --dim: #9aa6b5; --paper: #14181f; --line: #2c3440; --good: #4cc38a; --warn: #e5a13d; --bad: #ff6f66; } }
body { margin: 0 auto; padding: 32px 24px 64px; max-width: 1200px; background: var(--paper); color: var(--ink); font: 14px/1.45 system-ui, sans-serif; }
.scroll { overflow: auto; max-height: 85vh; border: 1px solid var(--line); }
table { border-collapse: collapse; } th, td { padding: 3px 8px; border-bottom: 1px solid var(--line); text-align: center; white-space: nowrap; }
th { position: sticky; top: 0; background: var(--paper); color: var(--dim); vertical-align: bottom; } th span { writing-mode: vertical-rl; transform: rotate(180deg); }
td:first-child, th:first-child { position: sticky; left: 0; background: var(--paper); text-align: left; }
.held { color: var(--good); } .marked { color: var(--warn); } .broken { color: var(--paper); background: var(--bad); font-weight: 700; } .dim { color: var(--dim); }
`;

const classOf = { '✓': 'held', d: 'marked', r: 'marked', '✗': 'broken', '·': 'dim', '?': 'broken' } as const;

function cellOf(cell: Cell | undefined): string {
  if (!cell) return '<td></td>';
  const sign = signOf(cell);
  const time = cell.ms === undefined ? '' : `, ${cell.ms.toFixed(0)} ms`;
  const title = escaped(`${cell.trial}: ${cell.outcome}${cell.said && `, ${cell.said}`}${time}`);
  return `<td class="${classOf[sign]}" title="${title}">${sign}</td>`;
}

const headOf = ({ trial, does, notes, made }: Column): string =>
  `<th title="${escaped([does, `made on ${made.on} (${made.machine}) by ${made.command}`, ...notes].join('; '))}"><span>${escaped(trial)}${notes.length > 0 ? ' ✗' : ''}</span></th>`;

/** The table on one page that needs nothing else; what was answered is told where one points. */
export function reportPage(matrix: Matrix): string {
  const { declared, columns, broken, unreached } = matrix;
  const byKey = columns.map(({ cells }) => new Map(cells.map((cell) => [cell.declared, cell])));
  const rows = declared.map(
    (one) =>
      `<tr><td>${escaped(keyOf(one))}</td><td class="dim">${one.kind}</td><td class="dim">${modeOf(one)}</td>${byKey.map((cells) => cellOf(cells.get(one))).join('')}</tr>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Every operation under every fault</title><style>${style}</style></head><body>
<h1>Every operation under every fault</h1>
<p>${declared.length} operations, ${columns.length} columns, ${broken.length} cells that did not hold, ${unreached.length} that nothing reached.</p>
<ul>${Object.entries(signs)
    .map(
      ([sign, meaning]) =>
        `<li><b class="${classOf[sign as keyof typeof classOf]}">${sign}</b> ${escaped(meaning)}</li>`,
    )
    .join('')}</ul>
<ul>${findingsOf(matrix)
    .map((text) => `<li>${escaped(text)}</li>`)
    .join('')}</ul>
<div class="scroll"><table><thead><tr><th>operation</th><th>kind</th><th>declared</th>${columns.map(headOf).join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody></table></div></body></html>
`;
}
