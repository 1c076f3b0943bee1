/** How the page looks, by day and by night, down to 320 px. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --ground: #fff; --ink: #1b1f24; --faint: #57606a; --line: #d0d7de; --card: #f6f8fa;
  --accent: #0550ae; --on-accent: #fff; --alarm: #b3261e;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0d1117; --ink: #e6edf3; --faint: #9da7b1; --line: #3d444d; --card: #161b22;
    --accent: #79c0ff; --on-accent: #0d1117; --alarm: #ff9f95;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body {
  margin: 0 auto; max-width: 60rem; padding: 1rem; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif;
}
h1 { font-size: 1.4rem; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
p { margin: .25rem 0; }
header, .row { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; }
header { justify-content: space-between; }
.hint, #as-of, .when { color: var(--faint); font-size: .875rem; }
#told { min-height: 1.5em; }
#told:not(:empty) { position: sticky; top: 0; background: var(--ground); padding: .5rem 0; }
.alarm { color: var(--alarm); font-weight: 600; }
#door { display: grid; gap: .5rem; max-width: 28rem; margin-top: 1rem; }
input, select, button {
  font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--line); border-radius: 6px;
  padding: .4rem .75rem; min-height: 2.5rem; max-width: 100%;
}
#id { flex: 1 1 12rem; min-width: 0; }
button { background: var(--card); cursor: pointer; }
form button { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .4rem .6rem; border-bottom: 1px solid var(--line); }
th:first-child { text-align: left; overflow-wrap: anywhere; }
thead th { color: var(--faint); font-weight: 500; font-size: .875rem; }
ul { list-style: none; margin: .5rem 0; padding: 0; display: grid; gap: .75rem; }
li, #found:not(:empty) { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: .75rem; }
#found { margin-top: .75rem; }
pre { margin: .5rem 0; max-height: 20rem; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere; font-size: .875rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .5rem 0; }
dt { color: var(--faint); }
dd { margin: 0; overflow-wrap: anywhere; }
summary { cursor: pointer; padding: .25rem 0; }
@media (max-width: 40rem) {
  table, tbody, tr { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { border: 1px solid var(--line); border-radius: 8px; padding: .5rem .75rem; margin-bottom: .5rem; }
  th, td { display: flex; justify-content: space-between; gap: 1rem; border: 0; padding: .1rem 0; }
  td::before { content: attr(data-of); color: var(--faint); }
}
`;
