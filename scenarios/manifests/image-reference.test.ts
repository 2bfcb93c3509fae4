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

test('the policy of the manifest wins, and an image that is missing needs no registry', async () => {
  const { spec } = await loadText(podWith('imagePullPolicy: Never').replace('app:1', 'app'))
  assert.is(spec.workloads[0].pod.containers[0].imagePullPolicy, 'Never')
  const { spec: without } = await loadText(podWith().replace('      image: app:1\n', ''))
  const [{ imagePullPolicy, isImageValid }] = without.workloads[0].pod.containers
  assert.equal([imagePullPolicy, isImageValid], ['IfNotPresent', true])
})

test.run()
