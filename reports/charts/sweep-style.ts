/** Colours of values in steps, and how many of them a heat map takes. One hue from faint to strong: readable without telling hues apart. */

export const heatSteps = 7

/** Parameters with more values are drawn as points. */
export const heatValuesMax = 24

const light = ['#eaf1fb', '#cfdff5', '#aac6ec', '#7ea6de', '#4d82c8', '#2a5da6', '#123c78']
const dark = ['#1d2836', '#21374f', '#28496d', '#33618f', '#4a80b6', '#77a7da', '#b5d3f5']

const steps = (colors: readonly string[]) =>
  colors.map((color, step) => `--heat-${step}: ${color};`).join(' ')

export const sweepStyle = `
:root { ${steps(light)} --strong: #fff; --faint: #1b2330; }
@media screen and (prefers-color-scheme: dark) { :root:not(.on-paper) { ${steps(dark)} --strong: #10151c; --faint: #e6eaf0; } }
${light.map((_, step) => `.heat-${step} { background: var(--heat-${step}); fill: var(--heat-${step}); color: var(--${step < heatSteps / 2 ? 'faint' : 'strong'}); }`).join('\n')}
[class^="heat-"] { print-color-adjust: exact; }
.choosers { display: flex; flex-wrap: wrap; gap: .3rem 1rem; } .choosers label { font-size: .875rem; max-width: 100%; }
.choosers label[hidden] { display: none; } .choosers select { display: block; margin-bottom: .5rem; }
table.heat td { text-align: center; min-width: 4.2rem; border: 2px solid var(--panel); padding: .45rem .5rem; }
table.heat th { border: 0; } table.heat thead th:first-child { white-space: normal; } table.heat small { display: block; opacity: .85; } td.none { color: var(--soft); }
.legend { display: flex; flex-wrap: wrap; gap: .2rem .8rem; align-items: center; font-size: .8rem; margin-top: .7rem; }
.ramp { display: inline-flex; } .ramp i { width: 1.6rem; height: .9rem; }
.plot { display: block; } .plot text { fill: var(--soft); font-size: 12px; } .plot .name { fill: var(--ink); }
.grid { stroke: var(--line); } .line { fill: none; stroke: var(--main); stroke-width: 2; }
.band { fill: var(--main); opacity: .2; } .dot { fill: var(--main); } .interval { stroke: var(--main); opacity: .45; stroke-width: 2; }
.spot { stroke: var(--soft); } .bar { fill: var(--main); } .bar-room { fill: var(--line); }
.share { white-space: nowrap; } .share svg { vertical-align: middle; margin-right: .3rem; } .share b { display: inline-block; width: 3.2rem; text-align: right; font-weight: 400; }
.words th { white-space: normal; min-width: 8rem; }
@media (max-width: 30rem) { .share svg { display: none; } }
`
