/** How the report looks, in light and in dark. */
export const reportStyle = `
:root { color-scheme: light dark; --ink: #1c2430; --dim: #5b6675; --paper: #fff; --line: #d9dee6; --good: #1a7f4b; --warn: #b26a00; --bad: #c0322b; --calm: #2f6fdb; --shade: #f4d9b0; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7ebf1; --dim: #9aa6b5; --paper: #14181f; --line: #2c3440; --good: #4cc38a; --warn: #e5a13d; --bad: #ff6f66; --calm: #7aa7ff; --shade: #4a3717; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1040px; padding: 32px 24px 64px; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 26px; margin: 0 0 4px; } h2 { font-size: 18px; margin: 36px 0 10px; }
p { margin: 6px 0; } .dim { color: var(--dim); }
.verdict { display: inline-block; padding: 2px 12px; border-radius: 99px; font-weight: 600; color: var(--paper); background: var(--good); } .verdict.failed { background: var(--bad); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: 7px 10px 7px 0; border-bottom: 1px solid var(--line); } th { font-weight: 600; color: var(--dim); font-size: 13px; }
td.time { white-space: nowrap; font-variant-numeric: tabular-nums; } td small { display: block; color: var(--dim); white-space: normal; min-width: 16ch; }
.held { color: var(--good); } .lost { color: var(--bad); font-weight: 600; }
ul { list-style: none; padding: 0; margin: 0; } li { padding: 5px 0; border-bottom: 1px solid var(--line); }
svg { width: 100%; min-width: 720px; height: auto; } svg text { fill: var(--dim); font: 12px system-ui, sans-serif; } .lane { text-anchor: end; } .head { font-weight: 600; }
.outage { fill: var(--shade); opacity: .55; } .grid { stroke: var(--line); } .mode.normal { fill: var(--good); } .mode.degraded { fill: var(--warn); } .mode.away { fill: var(--bad); }
.request { fill: var(--calm); opacity: .65; } .message { fill: var(--good); } .failed { fill: var(--bad); opacity: 1; } .step { fill: var(--dim); opacity: .7; }
.key span { margin: 0 18px 0 6px; } .key i { display: inline-block; height: 10px; margin-right: 6px; } .key .dot { width: 10px; border-radius: 50%; } .key .bar { width: 18px; }
`;
