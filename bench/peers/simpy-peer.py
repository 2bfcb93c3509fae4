"""The workload of README.md in SimPy: one generator per probe."""
import json
import random
import resource
import sys
import time

import simpy

PERIODS = (1, 2, 5, 10, 20, 30)
MU, SIGMA = -5.298317366548036, 1.0  # median 5 ms
FORGET_AFTER = 600


def probe(env, index, counts, failure_probability, failing_every, rng):
    node = index // 60
    ticks, failures, restarts = counts["ticks"][node], counts["failures"][node], counts["restarts"]
    period = PERIODS[index % 6]
    fails_with = 0.9 if index % failing_every == 0 else failure_probability
    uniform, lognormal, timeout = rng.random, rng.lognormvariate, env.timeout
    tick = uniform() * period
    failed_in_a_row = 0
    last_kill = stepped = None
    wait = 0
    yield timeout(tick)
    while True:
        bucket = int(env.now / 10)
        ticks[bucket] += 1
        latency = lognormal(MU, SIGMA)
        fails = uniform() < fails_with
        if latency >= 1:
            latency, fails = 1, True
        yield timeout(latency)
        if fails:
            failures[bucket] += 1
            failed_in_a_row += 1
        else:
            failed_in_a_row = 0
        if failed_in_a_row == 3:
            failed_in_a_row = 0
            now = env.now
            if wait > 0 and now - stepped > FORGET_AFTER:
                wait = 0
            if last_kill is not None:
                if wait == 0:
                    wait = 10
                elif now - last_kill >= wait:
                    wait = min(2 * wait, 300)
                else:
                    last_kill = now
                    yield timeout(wait)
                    wait = min(2 * wait, 300)
                stepped = env.now
            last_kill = now
            restarts[node] += 1
        tick += period
        while tick < env.now:
            tick += period
        yield timeout(tick - env.now)


def totals(rows):
    return {"sum": sum(rows), "sumOfSquares": sum(row * row for row in rows)}


def main():
    probes, seconds, failing_every, seed = (int(sys.argv[place]) for place in (1, 2, 4, 5))
    failure_probability = float(sys.argv[3])
    nodes, buckets = -(-probes // 60), seconds // 10 + 1
    counts = {
        "ticks": [[0] * buckets for _ in range(nodes)],
        "failures": [[0] * buckets for _ in range(nodes)],
        "restarts": [0] * nodes,
    }
    rng = random.Random(seed)
    env = simpy.Environment()
    for index in range(probes):
        env.process(probe(env, index, counts, failure_probability, failing_every, rng))
    # The first step of every generator is set-up; hardly a tick is so early.
    env.run(until=1e-9)
    setup = time.process_time()
    env.run(until=seconds)
    print(
        json.dumps(
            {
                "setupCpuSeconds": setup,
                "cpuSeconds": time.process_time() - setup,
                "peakMemoryBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
                "ticks": totals([sum(row) for row in counts["ticks"]]),
                "failures": totals([sum(row) for row in counts["failures"]]),
                "restarts": totals(counts["restarts"]),
            }
        )
    )


main()
