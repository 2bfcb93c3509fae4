/** The style of a page: one column of text, charts beside each other where there is room, light, dark and on paper. */
export const pageStyle = `
:root { color-scheme: light dark; --paper: #fff; --panel: #f6f7f9; --ink: #1b2330; --soft: #586274; --line: #d9dee6;
  --main: #1f5fbf; --law: #b3541e; --fault: #c62f4b; --warm: #8a93a3; --good: #1d7a3e; }
@media screen and (prefers-color-scheme: dark) { :root:not(.on-paper) { --paper: #14181f; --panel: #1c222b; --ink: #e6eaf0;
  --soft: #a3adbc; --line: #364050; --main: #74a9f7; --law: #f0a060; --fault: #ff7d93; --warm: #77808f; --good: #62c586; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1.5rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
h1 { margin: 0; font-size: 1.7rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 2.5rem 0 .5rem; font-size: 1.25rem; }
h3 { margin: 0; font-size: 1rem; overflow-wrap: anywhere; }
p { margin: .4rem 0; max-width: 50rem; }
.about, figcaption p, .of { color: var(--soft); font-size: .875rem; }
.answer { margin: 1rem 0; font-size: 1.15rem; max-width: 56rem; } .answer + .answer { margin-top: -.5rem; }
.warning { border-left: 4px solid var(--fault); padding-left: .75rem; }
.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(12.5rem, 46%), 1fr)); gap: .75rem; margin: 0; }
.figures div { background: var(--panel); border-radius: 6px; padding: .7rem .9rem; }
.figures dt { color: var(--soft); font-size: .875rem; }
.figures dd { margin: 0; } .figures .value { font-size: 1.35rem; font-weight: 600; line-height: 1.3; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 30rem), 1fr)); gap: 1.25rem; }
figure { margin: 0; min-width: 0; background: var(--panel); border-radius: 6px; padding: .9rem; break-inside: avoid; }
.chart { min-height: 15rem; margin-top: .5rem; }
.chart .u-legend { color: var(--ink); font-size: .8rem; text-align: left; margin: 0; }
.chart .uplot { font-family: inherit; }
.faults { margin: .4rem 0; padding-left: 1.2rem; } .faults b { color: var(--fault); }
label { font-weight: 600; } select { font: inherit; font-weight: 400; max-width: 100%; margin: .3rem 0 .8rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .7rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; padding-left: 0; } thead th { color: var(--soft); }
th.words, td.words { text-align: left; }
details { margin-top: .4rem; font-size: .875rem; } summary { cursor: pointer; color: var(--soft); }
details .wide { max-height: 20rem; overflow: auto; }
.holds { color: var(--good); font-weight: 600; } .fails { color: var(--fault); font-weight: 600; } .untested { color: var(--law); font-weight: 600; }
.uplot th, .uplot td { border: 0; padding: 0 .2rem; text-align: left; }
footer { margin-top: 2.5rem; border-top: 1px solid var(--line); padding-top: .6rem; }
@media print { body { padding: 0; max-width: none; font-size: 12px; } label, select, details { display: none; } }
`
