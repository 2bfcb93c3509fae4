/** K2: how long a command sleeps, as far as its words tell. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sleepOf } from './shell-sleep.ts'

const test = suite('sleeps of commands')

const exact: readonly (readonly [command: readonly string[], seconds: number])[] = [
  [['sleep', '5'], 5],
  [['/bin/sleep', '1.5m'], 90],
  [['/usr/bin/sleep', '1m', '30s'], 90],
  [['sh', '-c', 'sleep 15'], 15],
  [['/bin/bash', '-ec', '  exec sleep .5 '], 0.5],
  [['bash', '-e', '-c', 'sleep 1h'], 3600],
  [['sleep', 'infinity'], Infinity],
]

for (const [command, seconds] of exact) {
  test(`[${command.join(', ')}] sleeps ${seconds} s and does nothing else`, () => {
    assert.equal(sleepOf(command), { us: seconds * 1e6, isAtLeast: false })
  })
}

const shells: readonly (readonly [script: string, seconds: number | undefined, why?: string])[] = [
  ['drain; sleep 15; echo done', 15],
  ['sleep 10 && nginx -s quit', 10],
  ['nginx -s quit && sleep 3; sleep 2', 5],
  ['set -e\nsleep 5\nkill -TERM 1\n', 5],
  ['sleep 5 | cat', 5],
  ['curl localhost/drain || true; sleep 5', 5],
  ['{ sleep 5; }; echo', 5],
  ['echo a; exec sleep 7', 7],
  ['sleep 2 # sleep 5', 2, 'a comment'],
  ['curl x || sleep 5', undefined, 'behind ||'],
  ['curl x || sleep 5 && sleep 6', undefined, 'behind ||'],
  ['while pgrep nginx; do sleep 1; done', undefined, 'a loop'],
  ['while pgrep nginx; do sleep 1; done; sleep 4', 4],
  ['for i in 1 2 3; do sleep 1; done', undefined, 'a loop'],
  ['if [ -f /x ]; then sleep 5; fi', undefined, 'a condition'],
  ['if [ -f /x ]; then sleep 5; fi; sleep 3', 3],
  ['sleep 5 & echo', undefined, 'the background'],
  ['echo "wait; sleep 5; go"', undefined, 'quotes'],
  ["echo 'sleep 5; sleep 6'; true", undefined, 'quotes'],
  ['x=$(sleep 5; date); echo', undefined, 'parentheses'],
  ['sleep $DELAY; echo', undefined, 'a variable'],
  ['exit 0; sleep 5', undefined, 'behind exit'],
  ['exec nginx -s quit; sleep 5', undefined, 'behind exec'],
  ['nginx -s quit', undefined],
  ['mysleep 5; echo sleep 5', undefined],
  ['', undefined],
]

for (const [script, seconds, why] of shells) {
  const shown = JSON.stringify(script)
  test(`sh -c ${shown} ${seconds === undefined ? 'tells of no length' : `takes at least ${seconds} s`}${why ? ` (${why})` : ''}`, () => {
    const expected = seconds === undefined ? undefined : { us: seconds * 1e6, isAtLeast: true }
    assert.equal(sleepOf(['sh', '-c', script]), expected)
  })
}

test('other commands tell of no length', () => {
  for (const command of [
    [],
    ['sh'],
    ['sh', '-c'],
    ['sh', 'drain.sh'],
    ['sleep'],
    ['sleep', 'x'],
    ['sh', '-c', 'sleep', '5'],
  ])
    assert.is(sleepOf(command), undefined, command.join(' '))
})

test.run()
