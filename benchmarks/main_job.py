"""Time and peak memory of the main job's steps, each in a process of its own.

    python benchmarks/main_job.py CONFIG REPORTS_FOLDER

Run it with an empty index to time the first indexing; vectors that are in the cache already are not made again.
"""

import resource
import subprocess
import sys
import time

STEPS = (["index"], ["index"], ["draft", "--all"], ["draft", "--all"], ["evaluate"])


def main(config: str, reports: str) -> None:
    """Print a row a step: command, exit code, seconds, peak memory so far in MB, last line of output."""
    print(f"{'step':14} {'exit':>4} {'seconds':>8} {'peak MB':>8}  output")
    for step in STEPS:
        command = [*step, reports] if step == ["evaluate"] else step
        started = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "rag.cli", *command, "--config", config], capture_output=True, text=True, check=False
        )
        seconds = time.perf_counter() - started
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        last = (done.stdout.strip().splitlines() or done.stderr.strip().splitlines() or [""])[-1]
        print(f"{' '.join(step):14} {done.returncode:>4} {seconds:>8.1f} {peak:>8.0f}  {last[:90]}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
