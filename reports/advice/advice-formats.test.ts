/** The forms of advice for programs: nothing in a text can break out of them, and SARIF has what its readers require. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { AdviceItem } from './advice-item.ts'
import { adviceJson } from './advice-json.ts'
import { githubAnnotations } from './github-annotations.ts'
import { ruleTexts } from './rule-text.ts'
import { sarifText } from './sarif.ts'

const test = suite('formats of advice')

const finding: AdviceItem = {
  rule: 'exec-cost',
  severity: 'warning',
  file: 'deploy/web app.yaml',
  line: 12,
  column: 5,
  message: 'default/deployment/web app: costs 0.5 cores',
  fix: 'answer it by httpGet',
  about: {
    workload: 'default/deployment/web',
    container: 'app',
    probe: 'liveness',
    field: 'exec',
    figures: { node: 'node-0', cores: 0.5000001, coresOfNode: Infinity, periodSecondsNeeded: null },
    restsOnDefault: true,
  },
}
const silenced: AdviceItem = { ...finding, severity: 'info', silencedFor: 'measured \u001b[31m' }
const { about: _, ...rest } = finding
const annotation: AdviceItem = { ...rest, rule: 'ignore-annotation' }
const hostile: AdviceItem = {
  ...finding,
  file: '../a:b,c%0A::error::x\n.yaml',
  message: 'see [this](file:///etc/passwd) {0}\r\n::error::\u202eboo 100 %',
}

test('JSON has every finding with its figures, silenced ones apart', () => {
  const { findings, silenced: apart } = JSON.parse(adviceJson([finding, silenced, annotation], [], '1.2.3'))
  assert.is(findings.length, 2)
  assert.equal(findings[0].figures, {
    node: 'node-0',
    cores: 0.5,
    coresOfNode: 'inf',
    periodSecondsNeeded: null,
  })
  assert.is(findings[1].workload, undefined)
  assert.is(apart[0].reason, 'measured \u001b[31m')
})

test('GitHub gets one command a finding, whatever the texts say', () => {
  assert.is(
    githubAnnotations([finding, silenced, { ...annotation, severity: 'info' }]),
    '::warning file=deploy/web app.yaml,line=12,col=5,title=exec-cost::default/deployment/web app: costs 0.5 cores%0Afix: answer it by httpGet\n' +
      '::notice file=deploy/web app.yaml,line=12,col=5,title=ignore-annotation::default/deployment/web app: costs 0.5 cores%0Afix: answer it by httpGet\n',
  )
  const text = githubAnnotations([hostile])
  assert.is(text.split('\n').length, 2)
  assert.match(text, /x0d\\x0a::error::\\u\{202e\}boo 100 %25%0Afix/)
  assert.match(text, /^::warning file=\.\.\/a%3Ab%2Cc%250A%3A%3Aerror%3A%3Ax%0A\.yaml,line=12/)
})

/** What SARIF 2.1.0 requires of the objects that are written here (sections 3.13, 3.14, 3.19, 3.27, 3.29, 3.30, 3.35, 3.49). */
test('SARIF has what the standard requires', () => {
  const log = JSON.parse(sarifText([finding, silenced, annotation, hostile], '1.2.3'))
  assert.is(log.version, '2.1.0')
  assert.match(log.$schema, /sarif-schema-2\.1\.0\.json$/)
  assert.is(log.runs.length, 1)
  const [{ tool, results, columnKind }] = log.runs
  assert.equal(Object.keys(log.runs[0]), ['tool', 'columnKind', 'results'])
  assert.is(columnKind, 'utf16CodeUnits')
  assert.is(tool.driver.name, 'probestorm')
  assert.is(tool.driver.version, '1.2.3')
  const ids = tool.driver.rules.map((rule: { readonly id: string }) => rule.id)
  assert.equal(
    ids,
    ruleTexts.map(({ id }) => id),
  )
  for (const { shortDescription, fullDescription, help } of tool.driver.rules)
    for (const { text } of [shortDescription, fullDescription, help]) assert.type(text, 'string')
  assert.is(results.length, 4)
  for (const { ruleId, ruleIndex, level, message, locations, suppressions } of results) {
    assert.is(ids[ruleIndex], ruleId)
    assert.ok(['warning', 'note'].includes(level))
    assert.equal(Object.keys(message), ['text'])
    assert.type(message.text, 'string')
    const { artifactLocation, region } = locations[0].physicalLocation
    assert.match(artifactLocation.uri, /^[A-Za-z0-9%._~/-]+$/)
    assert.ok(region.startLine >= 1 && region.startColumn >= 1)
    for (const { kind, justification } of suppressions) {
      assert.is(kind, 'inSource')
      assert.type(justification, 'string')
    }
  }
  assert.equal(
    results.map(({ suppressions }: { readonly suppressions: readonly object[] }) => suppressions.length),
    [0, 1, 0, 0],
  )
})

test('SARIF names files as they lie in a checkout, and leaves no markup in messages', () => {
  const of = (item: AdviceItem) => JSON.parse(sarifText([item], '1')).runs[0].results[0]
  const uriOf = (file: string): string =>
    of({ ...finding, file }).locations[0].physicalLocation.artifactLocation.uri
  assert.is(uriOf('./deploy//web app.yaml'), 'deploy/web%20app.yaml')
  assert.is(uriOf('/tmp/a b.yaml'), 'file:///tmp/a%20b.yaml')
  assert.is(uriOf('<stdin>'), '%3Cstdin%3E')
  assert.is(uriOf('lone\ud800'), 'lone%EF%BF%BD')
  assert.match(
    of(hostile).message.text,
    /^see \\\[this\\\]\(file:\/\/\/etc\/passwd\) \{\{0\}\}\\\\x0d\n::error::/,
  )
  assert.is(of(silenced).suppressions[0].justification, 'measured \\x1b[31m')
  assert.equal(of(finding).partialFingerprints, {
    'probestorm/v1': 'exec-cost/default/deployment/web/app/liveness',
  })
})

test.run()
