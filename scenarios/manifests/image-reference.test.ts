/** I1, I3: which image names a kubelet can read, and the pull policy that follows from them. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadText, podWith } from '../load-text.test.helper.ts'
import { defaultPullPolicy, isImageReference } from './image-reference.ts'

const test = suite('image reference')

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`
const rows: readonly (readonly [string, boolean, string])[] = [
  ['nginx', true, 'Always'],
  ['nginx:latest', true, 'Always'],
  ['nginx:1.27', true, 'IfNotPresent'],
  [`nginx@${digest}`, true, 'IfNotPresent'],
  [`nginx:latest@${digest}`, true, 'Always'],
  ['registry.example:5000/team/web', true, 'Always'],
  ['localhost:5000/web:v1.2_rc-3', true, 'IfNotPresent'],
  ['[2001:db8::1]:5000/web:1', true, 'IfNotPresent'],
  ['Registry.Example/web:1', true, 'IfNotPresent'],
  ['a__b/c.d/e--f:1', true, 'IfNotPresent'],
  ['x'.repeat(247), true, 'Always'],
  ['x'.repeat(248), false, 'IfNotPresent'],
  [`a/${'x'.repeat(253)}`, true, 'Always'],
  ['Nginx', false, 'IfNotPresent'],
  ['nginx:', false, 'IfNotPresent'],
  ['nginx:a b', false, 'IfNotPresent'],
  ['-nginx', false, 'IfNotPresent'],
  ['a...b', false, 'IfNotPresent'],
  ['nginx@sha256:12', false, 'IfNotPresent'],
  ['0123456789abcdef'.repeat(4), false, 'IfNotPresent'],
]

for (const [image, isValid, policy] of rows) {
  test(`${image} is ${isValid ? 'a reference' : 'none'}, and its policy ${policy}`, () => {
    assert.is(isImageReference(image), isValid)
    assert.is(defaultPullPolicy(image), policy)
  })
}

test('the policy of the manifest wins, unless it is the empty text', async () => {
  const policyOf = async (policy: string): Promise<string> => {
    const { spec } = await loadText(podWith(`imagePullPolicy: ${policy}`).replace('app:1', 'app'))
    return spec.workloads[0].pod.containers[0].imagePullPolicy
  }
  assert.equal([await policyOf('Never'), await policyOf('""')], ['Never', 'Always'])
})

test('an image that no kubelet can read is warned of, and its container never starts (I3)', async () => {
  const { spec, warnings } = await loadText(podWith().replace('app:1', 'ko://example.com/cmd'))
  assert.is(spec.workloads[0].pod.containers[0].isImageValid, false)
  assert.equal(
    warnings.map(({ rule, line, column }) => [rule, line, column]),
    [['image-reference', 7, 14]],
  )
  assert.match(
    warnings[0]!.message,
    /^spec\.containers\[0\]\.image: "ko:\/\/example.com\/cmd" is no name of an image/,
  )
})

test.run()
