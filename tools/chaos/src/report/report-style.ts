/** How the report looks, in light and in dark. */
export const reportStyle = `
:root { color-scheme: light dark; --ink: #1c2430; --dim: #5b6675; --paper: #fff; --line: #d9dee6; --good: #1a7f4b; --warn: #b26a00; --bad: #c0322b; --calm: #2f6fdb; --code: #f2f4f8; --starved: #e6e0f5; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7ebf1; --dim: #9aa6b5; --paper: #14181f; --line: #2c3440; --good: #4cc38a; --warn: #e5a13d; --bad: #ff6f66; --calm: #7aa7ff; --code: #1d232d; --starved: #2d2740; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1080px; padding: 32px 24px 64px; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 26px; margin: 0 0 4px; } h2 { font-size: 18px; margin: 36px 0 10px; }
p { margin: 6px 0; } .dim { color: var(--dim); }
pre, code { background: var(--code); border-radius: 4px; font: 13px/1.5 ui-monospace, monospace; } code { padding: 1px 5px; } pre { padding: 10px 12px; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
.verdict { display: inline-block; padding: 2px 12px; border-radius: 99px; font-weight: 600; color: var(--paper); background: var(--good); } .verdict.found { background: var(--bad); } .verdict.unsure { background: var(--warn); }
.chips { margin: 14px 0 4px; } .chip { display: inline-block; margin: 0 6px 6px 0; padding: 2px 10px; border: 1px solid currentColor; border-radius: 99px; font-size: 13px; color: var(--good); } .chip.found { color: var(--bad); font-weight: 600; } .chip.unsure { color: var(--warn); } .chip.untried { color: var(--dim); }
.starved { fill: var(--starved); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line); } th { font-weight: 600; color: var(--dim); font-size: 13px; } td.number { font-variant-numeric: tabular-nums; }
details { border-bottom: 1px solid var(--line); padding: 8px 0; } summary { cursor: pointer; } .fault { color: var(--bad); font-weight: 600; }
svg { width: 100%; min-width: 760px; height: auto; } svg text { fill: var(--dim); font: 11px system-ui, sans-serif; } .lane { text-anchor: end; }
.struck { fill: var(--warn); opacity: .85; } .grid { stroke: var(--line); } .mode.n { fill: var(--good); } .mode.d { fill: var(--warn); } .mode.a { fill: var(--bad); }
.done { fill: var(--calm); } .refused { fill: var(--warn); } .unknown { fill: var(--bad); } .finding { stroke: var(--bad); stroke-width: 1.5; } .finding.unsure { stroke: var(--dim); } svg .name { fill: var(--paper); font-size: 9.5px; }
.key span { margin-right: 18px; } .key i { display: inline-block; width: 10px; height: 10px; border-radius: 2px; margin-right: 6px; }
`;
