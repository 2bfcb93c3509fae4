/** What reports say of one recommendation: in words, as tables, as patches. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hostileText } from '../../tests/support/browser.ts'
import { exampleRecommendation } from '../../tests/support/example-recommendation.ts'
import { answer } from './answer.ts'
import { evidenceText, neighbourText } from './evidence-text.ts'
import { frontChart } from './front-chart.ts'
import { mistakesOf } from './mistake-text.ts'
import { paretoCsv } from './pareto-table.ts'
import { patchFiles } from './patches.ts'
import { defaultsText, groupTitle, isSlowKnown, probeGroups } from './probe-groups.ts'
import { questionText } from './question-text.ts'
import { recommendationJson } from './recommendation-json.ts'
import { recommendationMarkdown } from './recommendation-markdown.ts'
import { recommendationPage } from './recommendation-page.ts'
import { recommendationText } from './recommendation-text.ts'
import { recommendationVerdict } from './recommendation-verdict.ts'
import { isSatisfied, ranked } from './recommended-result.ts'
import { settingCells, settingColumns } from './setting-table.ts'
import { twiceAsSlowText } from './twice-as-slow-text.ts'
import { whyText } from './why-text.ts'

const test = suite('reports of a recommendation')

const plain = await exampleRecommendation('shop')
const hostile = await exampleRecommendation(`${hostileText}|\u001b[31m=1+1,"`)
const impossible = await exampleRecommendation('shop', { 'detect-within': 12 }, { errorRate: 0.5 })

test('the answer says how many probes change, and of a single one what changes', () => {
  const { probes } = plain.recommendation
  assert.match(
    answer(plain.recommendation),
    /^4 of 4 probes should change\. False restarts .* → .* a month\. .* The busiest node then has /,
  )
  const [, , liveness] = probes
  const single = { ...plain.recommendation, probes: [liveness!] }
  assert.match(
    answer(single),
    /^The liveness probe of default\/deployment\/web, app, should have periodSeconds \d+ instead of 10/,
  )
  const { simpler: _, ...plainly } = liveness!
  const kept = { ...plainly, recommended: liveness!.current, severity: 'leave' as const }
  const name = 'iveness of default/deployment/web, app'
  assert.is(answer({ ...single, probes: [kept] }), '1 probe stays as it is.')
  assert.match(
    answer({ ...single, probes: [{ ...kept, severity: 'harmful' }] }),
    /L.*, app does harm, with [\d.,]+ false restarts a month, and no setting within the limits does much less\.$/,
  )
  const calmer = { ...liveness!.current, detectionSecondsHigh: 51.2, mistakesPerMonth: 0.5 }
  assert.match(
    answer({ ...single, probes: [{ ...kept, severity: 'harmful', calmer }] }),
    /^[\d,.]+ false restarts a month stay while .*: with --detect-within 52s there would be 0\.5\. 1 probe stays as it is\.$/,
  )
  const soon = { ...calmer, detectionSecondsHigh: 31 }
  assert.match(
    answer({ ...single, probes: [{ ...kept, severity: 'harmful', calmer: soon }] }),
    /^[\d,.]+ false restarts a month stay: with --false-restarts-per-month 1 there would be 0\.5\./,
  )
  // One that changes though little was seen is no kept one.
  const few = { ...liveness!, evidence: { ...liveness!.evidence, basis: 'few' as const } }
  assert.not.match(answer({ ...single, probes: [few] }), /kept|stay/)
  assert.is(
    answer({ ...single, probes: [{ ...kept, evidence: few.evidence }] }),
    `Too few answers of l${name} were seen to say whether it is right, so nothing changes.`,
  )
  const unknown = { ...kept, severity: 'unknown' as const, isKnown: false }
  const hint =
    ': a scenario or "probestorm calibrate" says it, --outlast says how long a container may stand still'
  const nobody = `Nobody has said how long the answers to l${name} take, so it keeps its numbers${hint}.`
  assert.is(answer({ ...single, probes: [unknown] }), nobody)
  assert.is(
    answer({ ...single, probes: [{ ...unknown, better: liveness!.current }] }),
    `L${name} could have better numbers, which is not urgent: --all changes it. ${nobody}`,
  )
  const better = { ...liveness!.current, mistakesPerMonth: 0.25 }
  assert.match(
    answer({ ...single, probes: [{ ...kept, severity: 'better', better }] }),
    /^1 probe stays as it is\. L.*, app could have better numbers \(false restarts [\d.,]+ → 0\.25 a month\), which is not urgent: --all changes it\.$/,
  )
  const gated = { ...liveness!.current, startKillProbability: 0.5 }
  assert.match(
    answer({ ...single, probes: [{ ...liveness!, isKnown: false, current: gated }] }),
    'Starts cut short, in the worst phase: 50 % → ',
  )
  assert.is(
    answer({ ...single, probes: [{ ...kept, noticesHangs: false }] }),
    '1 probe stays as it is. 1 probe never notices a hang, for it only opens a connection; httpGet, grpc or exec would.',
  )
  assert.is(answer({ ...single, probes: [] }), 'There is no probe to set.')
  assert.match(
    answer(impossible.recommendation),
    /For liveness of default\/deployment\/web, app no setting keeps all limits\. For liveness of default\/deployment\/shop, shop no number keeps the limit on detection: it only opens a connection/,
  )
})

test('the verdict is green only where every probe is known to be right', () => {
  const [, , liveness] = plain.recommendation.probes
  const kept = {
    ...liveness!,
    recommended: liveness!.current,
    addedStartup: null,
    severity: 'leave',
  } as const
  const unknown = { ...kept, severity: 'unknown' } as const
  const open = { ...kept, severity: 'broken', recommended: null } as const
  const harmful = { ...kept, severity: 'harmful' } as const
  const verdicts = [
    [kept],
    [kept, unknown],
    [unknown],
    [unknown, unknown],
    [open, kept],
    [unknown, harmful],
    [],
  ].map((probes) => {
    const { state, text } = recommendationVerdict({ probes })
    return [state, text]
  })
  assert.equal(verdicts, [
    ['holds', 'No probe has to change'],
    ['untested', 'Too little is known of 1 of 2 probes; no other has to change'],
    ['none', 'Too little is known of the probe'],
    ['none', 'Too little is known of all 2 probes'],
    ['fails', 'For 1 of 2 probes no setting keeps all limits; 1 broken'],
    ['fails', 'Too little is known of 1 of 2 probes; 1 harmful'],
    ['none', 'There is no probe to set'],
  ])
  assert.match(
    recommendationVerdict(plain.recommendation).text,
    /^All 4 probes should change, most urgently \w+ of \S+\/\S+/,
  )
})

test('the verdict names the workload of the most urgent probe, and a storm before it', () => {
  const [, , liveness] = plain.recommendation.probes
  const { workload } = liveness!
  const kept = {
    ...liveness!,
    recommended: liveness!.current,
    addedStartup: null,
    severity: 'leave',
  } as const
  assert.is(
    recommendationVerdict({ probes: [{ ...liveness!, severity: 'harmful' }, kept] }).text,
    `1 of 2 probes should change: liveness of ${workload}, which is harmful`,
  )
  const withheld = { ...kept, withheld: { setting: liveness!.recommended!, addedStartup: null, storms: [] } }
  assert.is(
    recommendationVerdict({ probes: [withheld] }).text,
    `For the probe a setting is withheld, for it starts a storm: liveness of ${workload}`,
  )
  const storm = {
    workload: 'shop/deployment/web',
    falseRestarts: 9,
    zeroReadySeconds: 0,
    failedRequests: null,
  }
  const { state, text } = recommendationVerdict({ probes: [kept], stormy: [storm] })
  assert.equal(
    [state, text],
    ['fails', 'The scenario ends in a storm of shop/deployment/web; no probe has to change'],
  )
})

test('what does harm now stands before what only breaks a limit that was asked for', () => {
  const [, , liveness] = plain.recommendation.probes
  const making = (mistakesPerMonth: number) => ({
    ...liveness!.current,
    mistakesPerMonth,
    startKillProbability: 0,
  })
  const late = {
    ...liveness!,
    severity: 'broken',
    currentBreaks: ['detect-within'],
    current: making(0),
  } as const
  const harmful = { ...liveness!, severity: 'harmful', currentBreaks: [], current: making(1_800) } as const
  const both = { ...late, current: making(2) }
  const left = { ...liveness!, severity: 'leave' } as const
  assert.equal(ranked([left, late, harmful, both]), [both, harmful, late, left])
})

test('a simulation that only shows fewer mistakes than now says that the rest is by formula', () => {
  const [, , liveness] = plain.recommendation.probes
  const simulation = {
    containerDays: 40,
    count: 0,
    perMonth: 0,
    mistakeSeconds: null,
    perMonthLow: 0,
    perMonthHigh: 21.6,
  }
  const probe = {
    ...liveness!,
    mistakesPerMonthMax: 1_756,
    current: { ...liveness!.current, mistakesPerMonth: 1_756 },
    recommended: { ...liveness!.recommended!, mistakesPerMonth: 0.001 },
    evidence: { ...liveness!.evidence, basis: 'simulated', simulation },
  } as const
  assert.is(settingCells(probe).at(-1), 'formula; simulation')
  assert.match(
    evidenceText(probe),
    'surely fewer than now; that there is at most 1 false restart a month is by formula',
  )
  const few = { ...probe, evidence: { ...probe.evidence, simulation: { ...simulation, perMonthHigh: 0.9 } } }
  assert.is(settingCells(few).at(-1), 'simulation')
})

test('a latency that nobody gave is called assumed wherever figures stand on it', () => {
  const [, , liveness] = plain.recommendation.probes
  const probe = { ...liveness!, knownBy: { from: 'user' } } as const
  assert.match(settingCells(probe, ['latency']).at(-1)!, ', latency assumed')
  assert.match(evidenceText(probe, ['latency']), 'given by the user but for the latency, which is assumed')
  assert.not.match(`${settingCells(probe).at(-1)!} ${evidenceText(probe)}`, 'assumed')
  const group = { first: probe, names: [] }
  assert.equal(
    [isSlowKnown({ ...group, defaults: ['latency'] }), isSlowKnown({ ...group, defaults: [] })],
    [false, true],
  )
})

test('mistakes of answers that were observed have two digits', () => {
  const observed = { from: 'observations', count: 1_916, censored: 0, truncated: 0, order: true } as const
  const texts = (knownBy: Parameters<typeof mistakesOf>[1]['knownBy']) =>
    [1_756, 9.876, 0.0012].map((mistakesPerMonth) => mistakesOf({ mistakesPerMonth }, { knownBy }))
  assert.equal(texts(observed), ['1,800', '9.876', '0.001'])
  assert.equal(texts({ from: 'user' }), ['1,756', '9.876', '0.001'])
  // A number above a limit is not rounded onto it.
  assert.is(mistakesOf({ mistakesPerMonth: 104 }, { knownBy: observed }, 100), '104')
})

test('a probe of whose answers nothing is known has no picture of its mistakes', () => {
  const [first] = plain.recommendation.probes.filter(({ front }) => front.length > 0)
  const svgs = (isKnown: boolean): number => {
    const probes = [{ ...first!, isKnown }]
    const page = recommendationPage({ ...plain.recommendation, probes }, plain.facts).join('')
    return page.split('<svg class="front"').length - 1
  }
  assert.equal([svgs(true), svgs(false)], [1, 0])
})

test('limits that concern no probe are not listed', () => {
  const { recommendation } = plain
  const listed = (types: readonly string[]): string =>
    questionText({
      ...recommendation,
      probes: recommendation.probes.filter(({ probe }) => types.includes(probe)),
    }).join('\n')
  assert.not.match(listed(['liveness']), 'unready')
  assert.not.match(listed(['readiness']), /false restart|cut short/)
  assert.match(listed(['readiness']), 'a hung pod unready no later than now')
  assert.match(listed(['startup']), 'a start cut short')
})

test('reasons name the limit in the way, and what does harm', () => {
  const text = recommendationText(impossible.recommendation, {
    ...impossible.facts,
    directory: 'out/shop',
    files: [],
    wallSeconds: 1,
    color: false,
  })
  const words = text.replace(/\s+/g, ' ')
  assert.match(
    words,
    'NOT EVERY LIMIT CAN BE KEPT liveness of default/deployment/web, app: No setting keeps all limits.',
  )
  assert.match(
    words,
    /No number keeps this: a hang noticed by the liveness probe within 12s, in the worst case\. It only opens a connection, which a hung process still accepts \(H4\), so it never notices a hang\. By httpGet, grpc or exec \S+ would notice one after/,
  )
  for (const line of text.split('WHY')[1]!.split('\n')) assert.ok(line.length <= 120, line)
})

test('of a probe of whose answers nothing is known no mistakes are told, and a threshold that changes is not called kept', () => {
  const known = plain.recommendation.probes.find(
    ({ probe, recommended }) => probe === 'liveness' && recommended !== null,
  )!
  const evidence = { ...known.evidence, basis: 'unknown', draws: null } as const
  const setting = { ...known.current.setting, failureThreshold: known.current.setting.failureThreshold + 2 }
  const patient = { ...known.current, setting }
  const neighbour = { rated: patient, breaks: [], isWithinNoise: false }
  const probe = {
    ...known,
    isKnown: false,
    evidence,
    recommended: patient,
    whenTwiceAsSlow: patient,
    recommendedWhenTwiceAsSlow: patient,
  }
  const { question } = plain.recommendation
  assert.match(evidenceText(probe), 'so its timeout is kept')
  assert.match(
    evidenceText({ ...probe, recommended: known.current }),
    'so its timeout and threshold are kept',
  )
  assert.is(neighbourText(neighbour, probe, question), 'keeps the limits too')
  assert.match(neighbourText(neighbour, { ...probe, isKnown: true }, question), /too; it makes .* a month/)
  assert.match(twiceAsSlowText(probe), 'the same setting would be recommended')
  assert.not.match(twiceAsSlowText(probe), 'a month')
  assert.match(twiceAsSlowText({ ...probe, isKnown: true }), 'a month')
})

test('what rests on a default is said per probe', () => {
  const groups = probeGroups(plain.recommendation.probes, plain.facts)
  const textOf = (part: string): string =>
    defaultsText(groups.find((group) => groupTitle(group).includes(part))!)
  assert.is(textOf('shop'), 'Its latency is assumed (the default), for the scenario gives none.')
  assert.is(textOf('liveness of default/deployment/web'), '')
  const json = JSON.parse(recommendationJson(plain.recommendation, plain.facts)) as {
    probes: { workload: string; defaults: string[] }[]
  }
  assert.equal(
    json.probes.map(({ defaults }) => defaults),
    [[], [], [], ['latency', 'startup']],
  )
})

test('a probe that only connects is not said to notice hangs', () => {
  const [, readiness] = plain.recommendation.probes
  const blind = { ...readiness!, noticesHangs: false }
  assert.match(whyText(readiness!, plain.recommendation), 'a hung pod is unready after')
  assert.not.match(whyText(blind, plain.recommendation), 'hung')
  const noticedWithin = settingColumns.indexOf('Noticed within')
  assert.match(settingCells(readiness!)[noticedWithin]!, / s$/)
  assert.is(settingCells(blind)[noticedWithin], 'never')
})

test('pareto.csv has no time to notice a hang in of probes that notice none', () => {
  const [head, ...lines] = [...paretoCsv(plain.recommendation)].join('').trimEnd().split('\n')
  const [low, probeAt] = ['detection_seconds_low', 'workload'].map((name) => head!.split(',').indexOf(name))
  const rows = lines.map((line) => line.split(','))
  const blind = plain.recommendation.probes.filter(({ noticesHangs }) => !noticesHangs)
  assert.ok(blind.length > 0)
  const isBlind = (name: string): boolean => blind.some(({ workload }) => workload === name)
  for (const row of rows) assert.is(row[low!] === '', isBlind(row[probeAt!]!), row.join())
})

test('pareto.csv has every front and both choices, and no cell that a spreadsheet would run', () => {
  const [head, ...lines] = [...paretoCsv(plain.recommendation)].join('').trimEnd().split('\n')
  assert.is(
    head,
    'workload,container,probe,initial_delay_seconds,period_seconds,timeout_seconds,success_threshold,failure_threshold,probes_per_second,detection_seconds_low,detection_seconds_high,mistakes_per_month,mistake_recurrence_seconds,mistake_duration_seconds,query_accuracy_ratio,start_kill_probability,choice',
  )
  for (const { workload, container, probe } of plain.recommendation.probes) {
    const own = lines.filter((line) => line.startsWith(`${workload},${container},${probe},`))
    const choices = own.map((line) => line.split(',').at(-1)!).join(' ')
    assert.is(choices.split('current').length, 2, probe)
    assert.is(choices.split('recommended').length, 2, probe)
  }
  const csv = [...paretoCsv(hostile.recommendation)].join('')
  assert.ok(csv.includes('""'))
  assert.not.match(csv, /(^|,)[=+@]/m)
})

test('text of inputs stays text on the terminal, in Markdown and on the page', () => {
  const { recommendation, facts } = hostile
  const text = recommendationText(recommendation, {
    ...facts,
    directory: 'out',
    files: [],
    wallSeconds: 1,
    color: false,
  })
  assert.not.ok(text.includes('\u001b'))
  const markdown = recommendationMarkdown(recommendation, facts)
  assert.not.match(markdown, /(?<!\\)<img/)
  const columns = (line: string): number => line.replaceAll('\\|', '').split('|').length
  const table = markdown.split('\n').filter((line) => line.startsWith('| default'))
  assert.equal([...new Set(table.map(columns))], [12])
  assert.not.ok(recommendationPage(recommendation, facts).join('').includes('<img'))
  assert.not.ok(patchFiles(recommendation.probes, facts)[0]!.text.includes('\u001b'))
})

test('patches put quotes around what kubectl would read as no text', () => {
  const { recommendation, facts } = plain
  const named = facts.targets.map((target) => target && { ...target, name: '010', namespace: 'no' })
  const [merged, kustomization] = patchFiles(recommendation.probes, { ...facts, targets: named })
  for (const { text } of [merged!, kustomization!]) {
    assert.match(text, /name: "010"/)
    assert.match(text, /namespace: "no"/)
  }
})

test('the page names a patch that is there', () => {
  const { recommendation, facts } = plain
  const only = recommendation.probes.map((probe) =>
    probe.workloadIndex === 0 ? { ...probe, recommended: probe.current } : probe,
  )
  const page = recommendationPage({ ...recommendation, probes: only }, facts).join('')
  assert.match(page, 'kubectl patch deployment web-2 --type json --patch-file patch-deployment.web-2.json')
  const names = patchFiles(only, facts).map(({ name }) => name)
  assert.equal(names, ['recommendation.yaml', 'kustomization.yaml', 'patch-deployment.web-2.json'])
})

test('the page says of what the API does not change that it has to be created anew', () => {
  const { recommendation, facts } = plain
  const pageOf = (kind: string): string =>
    recommendationPage(recommendation, {
      ...facts,
      targets: facts.targets.map((target) => ({ ...target, kind })),
    }).join('')
  assert.match(pageOf('Job'), 'created anew')
  assert.not.match(pageOf('Deployment'), 'created anew')
})

test('the picture has a few grid lines, however long it takes to notice a hang', () => {
  const [, , liveness] = plain.recommendation.probes
  for (const seconds of [2, 31, 9999, 1e6, 2e10]) {
    const current = { ...liveness!.current, detectionSecondsHigh: seconds }
    const none = { recommended: null, detectWithinSeconds: null, mistakesPerMonthMax: null }
    const chart = frontChart({ ...liveness!, ...none, front: [], current })
    const upright = chart.match(/text-anchor="middle">[\d,.]+ s</g) ?? []
    assert.ok(upright.length >= 2 && upright.length <= 11, `${seconds}: ${upright.length}`)
  }
})

test('a setting that is withheld is named with what it does to the scenario, and changes nothing', () => {
  const [, , liveness] = plain.recommendation.probes
  const storm = {
    workload: 'default/deployment/web',
    metric: 'false_restarts_total' as const,
    base: 0,
    head: 812,
    differenceLow: 790,
    differenceHigh: 834,
  }
  const setting = liveness!.recommended!
  const withheld = { setting, addedStartup: null, storms: [storm] }
  const kept = { ...liveness!, recommended: liveness!.current, severity: 'broken' as const, withheld }
  const targets = [plain.facts.targets[2]!]
  const recommendation = { ...plain.recommendation, probes: [kept], feelsLoad: true as const }
  const whole = whyText(kept, recommendation)
  assert.match(
    whole,
    /is withheld: with it a storm starts in this scenario, false restarts of default\/deployment\/web 0 → 812 \(790 to 834 more\)\./,
  )
  assert.match(answer(recommendation), /is withheld: it starts a storm in this scenario\./)
  assert.match(settingCells(kept)[5]!, /^as it is; .* is withheld$/)
  const stormy = [{ workload: 'w', falseRestarts: 150, zeroReadySeconds: 1528, failedRequests: 4729570 }]
  assert.match(
    answer({ ...recommendation, stormy }),
    /With the present settings the scenario ends in a storm: w has 150 false restarts, 1,530 s without a ready pod and 4,730,000 failed requests\./,
  )
  const markdown = recommendationMarkdown(recommendation, { ...plain.facts, targets })
  assert.match(markdown, /a storm starts in this scenario/)
  assert.match(markdown, /what starts a storm there is withheld/)
  assert.is(
    patchFiles([kept], { ...plain.facts, targets }).filter(({ name }) => name.startsWith('patch-')).length,
    0,
  )
  assert.is(
    isSatisfied({ ...recommendation, probes: [{ ...kept, currentBreaks: ['detect-within'] }] }),
    false,
  )
  assert.is(isSatisfied({ ...recommendation, probes: [{ ...kept, currentBreaks: [] }] }), true)
  const breaking = answer({ ...recommendation, probes: [{ ...kept, currentBreaks: ['detect-within'] }] })
  assert.match(
    breaking,
    'is withheld: it starts a storm in this scenario. 1 of these keeps a setting that breaks limits.',
  )
  assert.not.match(breaking, 'no setting keeps all limits')
})

test.run()
