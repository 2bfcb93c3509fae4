import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { exampleFacts, exampleResult } from './example-result.ts'
import { htmlReport } from './html-report.ts'
import { contentHash, embeddedJson, htmlText } from './html-text.ts'

const test = suite('page of a run')

const page = (...changes: Parameters<typeof exampleResult>) =>
  htmlReport(exampleResult(...changes), exampleFacts).join('')

test('is the same bytes for the same result', () => {
  assert.is(page(), page())
})

test('says the answer, the faults and the notes', () => {
  const text = page()
  assert.match(text, '<b>A</b> slow from 20s to 1m')
  assert.match(text, '<b>B</b> hang at 1m40s')
  assert.match(text, 'All 2 hangs were noticed')
  assert.match(text, 'Hang noticed after, p99')
  assert.match(text, '<li>1 node of the default size</li>')
  assert.match(text, 'by the closed form after 21 to 51 s')
})

test('marks thresholds that hold and those that do not', () => {
  const text = page()
  assert.match(
    text,
    '<div class="verdict fails"><span class="sign" aria-hidden="true">✗</span> 1 of 2 thresholds fails',
  )
  assert.match(
    text,
    '<span class="sign fails">✗ fails</span> <code>p99(detection_seconds) &lt; 30</code>: found 41',
  )
  assert.match(
    text,
    '<span class="sign holds">✓ holds</span> <code>false_restarts_total &lt;= 2</code>: found 1',
  )
})

test('says what to type next, without the paths of the input', () => {
  const next = [{ command: 'probestorm explain -n shop --pod <web-0>', why: 'why it was restarted' }]
  const text = htmlReport(exampleResult(), { ...exampleFacts, next }).join('')
  assert.match(
    text,
    '<li>Next, with the same input: <code>probestorm explain -n shop --pod &lt;web-0&gt;</code>: why it was restarted.</li>',
  )
})

test('says when a run was interrupted', () => {
  const text = htmlReport(exampleResult(), { ...exampleFacts, interrupted: true }).join('')
  assert.match(text, 'Interrupted: these are the numbers of the 2 replications that finished.')
})

test('admits the scripts and the style that it holds, by their hashes, and no others', () => {
  const text = page()
  const inline = Array.from(
    text.matchAll(/<(?:script|style)>([\s\S]*?)<\/(?:script|style)>/g),
    ([, body]) => body!,
  )
  assert.is(inline.length, 2)
  for (const body of inline) assert.ok(text.includes(contentHash(body)))
  assert.match(text, "default-src 'none'")
})

test('holds nothing of an input as markup', () => {
  const workload = '</script><b onload="x">&\u2028\u202e'
  const text = page({ workload })
  assert.not.ok(text.includes('<b onload'))
  assert.not.ok(text.includes('</script><b'))
  assert.ok(text.includes(htmlText(workload)))
})

test('writes text for elements and attributes', () => {
  assert.is(htmlText(`<a href="x">'&'\u202e`), '&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;\\u{202e}')
})

test('writes JSON that reads back and cannot end its script', () => {
  const value = { text: '</script><!-- & \u2028' }
  const text = embeddedJson(value)
  assert.not.match(text, /[<>&\u2028]/)
  assert.equal(JSON.parse(text), value)
})

test.run()
