/** The style of a forest plot within a table. */
export const comparisonStyle = `
svg.forest, span.forest { display: block; width: 13rem; } svg.forest { height: 22px; } span.forest { display: flex; text-align: center;
  color: var(--soft); font-size: .8rem; } .forest span { flex: 1; } .forest span:first-child { text-align: left; } .forest span:last-child { text-align: right; }
.forest .zero { stroke: var(--soft); } .forest .interval { stroke: var(--soft); stroke-width: 2; }
.sure .interval { stroke: var(--main); } .sure rect, .sure polygon { fill: var(--main); }
.unsure rect, .unsure polygon { fill: var(--paper); stroke: var(--soft); stroke-width: 1.5; }
#differences ~ .wide tbody th { font-weight: 600; } th code { color: var(--soft); font-size: .75rem; font-weight: 400; }
@media (max-width: 30rem) { svg.forest, span.forest { width: 9rem; } #differences ~ .wide th { white-space: normal; } th code { display: none; } }
`
