#!/usr/bin/env python3
"""The scripts of docs/engines.md, taken from that page and run with real engines on this machine, whose workers are killed meanwhile.

    tests/engines/run.py [--partikel FILE] [--files 3600] [--keep] [parallel] [slurm] [dask] [lines]

GNU parallel: a partikel is killed, then the whole machine (all processes at once), and the same command is given again. Slurm (slurmctld and
two slurmd of our own): a partikel is killed, a task requeued, a node dies with all it runs. Dask (a scheduler and two workers): a partikel is
killed, then a worker, whose partikel lives on. Asked is: the kill met a shard in the making, the engine says that it began again, and the
joined output is the unsharded run's to the byte, with an .ok for each shard that adds up to its counts. An engine that is not
installed is skipped. All that is started is ended, by its number."""
import argparse, json, os, pathlib, re, shutil, signal, socket, subprocess, sys, tempfile, time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/engines.md"
PYTHON = "/usr/bin/python3"  # Debian's, for which its modules of Dask are
SHARDS = 8
PATIENCE = 240


class Fault(Exception):
    pass


def sources():
    files = sorted(ROOT.glob("tests/articles/*/source.*")) + sorted(ROOT.glob("tests/pages/*/source.*"))
    return files + [p for p in sorted(ROOT.glob("../shared/dev/*.txt")) if not re.match("d06|d15|d18|d31", p.name)]


def scripts(folder):
    """The page's blocks that have a name."""
    found = re.findall(r"^```\w+ (\S+)\n(.*?)^```$", PAGE.read_text(), re.M | re.S)
    for name, text in found:
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
    return {name for name, _ in found}


def wait_for(what, asked, patience=PATIENCE):
    end = time.monotonic() + patience
    while time.monotonic() < end:
        answer = asked()
        if answer: return answer
        time.sleep(0.02)
    raise Fault(f"waited {patience} s in vain for {what}")


def proc(pid, name):
    try:
        return pathlib.Path(f"/proc/{pid}/{name}").read_bytes().decode(errors="replace")
    except OSError:
        return ""


def parent(pid):
    words = proc(pid, "stat").rpartition(")")[2].split()
    return int(words[1]) if words else 0


def living(pid):
    words = proc(pid, "stat").rpartition(")")[2].split()
    return bool(words) and words[0] not in "ZX"


class Engine:
    """A folder for one engine: the page's scripts, the articles, and a `partikel` that notes each start before it becomes the real one."""

    def __init__(self, name, options, articles, want):
        self.work, self.want, self.children, self.killed = options.work / name, want, [], []
        (self.work / "bin").mkdir(parents=True)
        scripts(self.work)
        shutil.copytree(articles, self.work / "saved", symlinks=True)
        (self.work / "bin/partikel").write_text(f'#!/bin/sh\necho "$$ $*" >>"{self.work}/starts"\nexec "{options.partikel}" "$@"\n')
        (self.work / "bin/partikel").chmod(0o755)
        self.env = {**os.environ, "PATH": f"{self.work}/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(self.work), "LC_ALL": "C.UTF-8"}

    def start(self, *command, log=None, **more):
        with open(self.work / (log or "log"), "ab") as out:
            child = subprocess.Popen([str(c) for c in command], cwd=self.work, env=self.env, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                     start_new_session=True, **more)
        self.children.append(child)
        return child

    def told(self, log="log"):
        try:
            return (self.work / log).read_text(errors="replace")
        except OSError:
            return ""

    def run(self, *command):
        child = subprocess.run([str(c) for c in command], cwd=self.work, env=self.env, capture_output=True, text=True, timeout=PATIENCE)
        return child.stdout + child.stderr

    def starts(self, shard):
        """The numbers of the processes that this shard had so far."""
        return [int(line.split()[0]) for line in self.told("starts").splitlines() if f" --shard {shard}/{SHARDS} " in line]

    def part(self, shard, ending=""):
        return self.work / f"part-{shard:04}.jsonl{ending}"

    def running(self):
        """(shard, partikel's number) where some articles are done, by the journal, and not yet all."""
        for shard in range(1, SHARDS + 1):
            starts = self.starts(shard)
            if shard not in self.killed and re.search("^step [1-9]", self.told(self.part(shard, ".resume")), re.M) and starts and living(starts[-1]):
                return shard, starts[-1]

    def strike(self, what, blow):
        """blow(shard, pid), until it has met a shard in the making. Before, its first article becomes another one: whoever does not go on
        behind what is done, but begins from the beginning, writes something else."""
        for _ in range(SHARDS):
            shard, pid = wait_for(f"a running shard, for {what}", self.running)
            self.killed.append(shard)
            with open(next(p for p in (self.part(shard, ".part"), self.part(shard)) if p.exists())) as done: first = self.work / json.loads(next(done))["source"]["path"]
            first.unlink()
            first.write_text("En anden artikel.\n")
            begun = len(self.starts(shard))
            if blow(shard, pid) is not False and not self.part(shard).exists(): return shard, pid, begun
        raise Fault(f"{what} met no running shard")

    def kill_partikel(self):
        def blow(shard, pid):
            try: os.kill(pid, signal.SIGKILL)
            except ProcessLookupError: return False
            wait_for("its end", lambda: not living(pid))
        return self.strike("the kill of partikel", blow)

    def whole(self, joined="all.jsonl"):
        """The joined output is the unsharded one; every shard says it is whole; those that were struck were begun again."""
        ok = [json.loads(p.read_text()) for p in sorted(self.work.glob("part-*.jsonl.ok"))]
        if [o["shard"] for o in ok] != [f"{i}/{SHARDS}" for i in range(1, SHARDS + 1)]: raise Fault(f"shards: {[o['shard'] for o in ok]}")
        for count in ("sources", "articles", "failed", "skipped", "bytes"):
            if sum(o[count] for o in ok) != self.want["ok"][count]: raise Fault(f"{count}: {sum(o[count] for o in ok)} for {self.want['ok'][count]}")
        for shard in self.killed:
            if len(self.starts(shard)) < 2: raise Fault(f"shard {shard} was struck and not begun again")
        left = [p.name for p in self.work.glob("part-*") if p.name.endswith((".part", ".resume"))]
        if left: raise Fault(f"left over: {left}")
        if (self.work / joined).read_bytes() != self.want["bytes"]: raise Fault("the joined output is not that of the unsharded run")

    def join_refuses(self):
        """Neither a shard that is not there nor one that has changed is joined, and what was joined before stays."""
        for name, harm in (self.part(3, ".ok"), lambda b: None), (self.part(3), lambda b: b[:-20] + b"#" + b[-19:]), (self.part(4), lambda b: b[:-1]):
            kept = name.read_bytes()
            name.unlink() if harm(kept) is None else name.write_bytes(harm(kept))
            if self.start("./join.sh", SHARDS, "all.jsonl").wait(PATIENCE) == 0: raise Fault(f"joined with a bad {name.name}")
            name.write_bytes(kept)
        if self.start("./join.sh", SHARDS, "all.jsonl").wait(PATIENCE) or (self.work / "all.jsonl").read_bytes() != self.want["bytes"]: raise Fault("not joined again")

    def mine(self):
        """All processes of this folder: those that were started, and theirs, which have its name in their environment."""
        for entry in os.listdir("/proc"):
            if entry.isdigit() and int(entry) != os.getpid() and f"{self.work}/" in proc(entry, "environ") and living(int(entry)): yield int(entry)

    def stop(self):
        pass

    def end(self):
        try: self.stop()
        finally:
            for how in (signal.SIGTERM, signal.SIGKILL):
                for pid in {c.pid for c in self.children if c.poll() is None} | set(self.mine()):
                    try: os.kill(pid, how)
                    except ProcessLookupError: pass
                ends = time.monotonic() + 5
                while time.monotonic() < ends and (list(self.mine()) or [c for c in self.children if c.poll() is None]): time.sleep(0.05)
            left = list(self.mine())
            if left: raise Fault(f"still running: {[(p, proc(p, 'cmdline')) for p in left]}")


class Parallel(Engine):
    needs = ["/usr/bin/parallel"]

    def test(self):
        command = ["./parallel.sh", SHARDS, "saved", "all.jsonl"]
        first = self.start(*command)
        killed, _, begun = self.kill_partikel()
        wait_for("a second try", lambda: len(self.starts(killed)) > begun, 60)
        wait_for("a shard that is done", lambda: re.search(r"^([^\t]+\t){6}0\t0\t", self.told("jobs.log"), re.M))

        def machine_dies(shard, pid):
            for process in self.mine(): os.kill(process, signal.SIGSTOP)
            missed = self.part(shard).exists() or not living(pid)
            for process in self.mine(): os.kill(process, signal.SIGCONT if missed else signal.SIGKILL)
            if missed: return False
            first.wait()
        self.strike("the kill of everything", machine_dies)
        if (self.work / "all.jsonl").exists(): raise Fault("joined before all was there")
        done = len(list(self.work.glob("part-*.ok")))
        second = self.start(*command)
        if second.wait(PATIENCE): raise Fault(f"the second run ends with {second.returncode}: {self.told()}")
        self.whole()
        tries = sum(len(self.starts(i)) for i in range(1, SHARDS + 1))
        if self.start(*command).wait(PATIENCE): raise Fault("a third run finds something wrong")
        if sum(len(self.starts(i)) for i in range(1, SHARDS + 1)) != tries: raise Fault("a third run begins shards that jobs.log calls done")
        self.join_refuses()
        return f"a partikel and the whole machine killed, with {done} of {SHARDS} shards done; {tries} starts"


def free_ports(n):
    taken = [socket.socket() for _ in range(n)]
    for s in taken: s.bind(("127.0.0.1", 0))
    ports = [s.getsockname()[1] for s in taken]
    for s in taken: s.close()
    return ports


class Slurm(Engine):
    needs = ["/usr/sbin/slurmctld", "/usr/sbin/slurmd", "/usr/sbin/munged", "/usr/bin/sbatch"]

    def set_up(self):
        self.nodes = {}
        etc = self.work / "etc"
        etc.mkdir(mode=0o700)
        (etc / "key").write_bytes(os.urandom(128))
        (etc / "key").chmod(0o400)
        socket_path, host, user = etc / "munge", socket.gethostname().split(".")[0], subprocess.check_output(["id", "-un"], text=True).strip()
        control, *ports = free_ports(3)
        (etc / "slurm.conf").write_text(f"""ClusterName=partikel
SlurmctldHost={host}(127.0.0.1)
SlurmUser={user}
SlurmdUser={user}
SlurmctldPort={control}
AuthType=auth/munge
AuthInfo=socket={socket_path},cred_expire=5
StateSaveLocation={etc}/state
SlurmdSpoolDir={etc}/%n
SlurmctldPidFile={etc}/slurmctld.pid
SlurmdPidFile={etc}/%n.pid
SlurmdParameters=config_overrides
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=batch_sched_delay=0,sched_min_interval=0
SlurmdTimeout=8
ReturnToService=2
KillWait=5
MpiDefault=none
MailProg=/bin/true
""" + "".join(f"NodeName=n{i + 1} NodeHostname={host} NodeAddr=127.0.0.1 Port={p} CPUs=1 State=UNKNOWN\n" for i, p in enumerate(ports))
                                       + "PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP\n")
        self.env.update(SLURM_CONF=str(etc / "slurm.conf"))
        self.start("/usr/sbin/munged", "--foreground", "--force", "--key-file", etc / "key", "--socket", socket_path, "--pid-file", etc / "munged.pid",
                   "--seed-file", etc / "seed", "--log-file", etc / "munged.log", log="munged.log")
        wait_for("munged", socket_path.exists, 30)
        self.start("/usr/sbin/slurmctld", "-D", log="slurmctld.log")
        for name in ("n1", "n2"): self.node(name)
        wait_for("two idle nodes", lambda: self.run("sinfo", "-h", "-N", "-o", "%T").split() == ["idle"] * 2, 60)

    def node(self, name):
        self.nodes[name] = self.start("/usr/sbin/slurmd", "-D", "-N", name, log=f"{name}.log")

    def control(self, pattern):
        return wait_for(f"slurmctld to say {pattern}", lambda: re.search(pattern, self.told("slurmctld.log")), 120)

    def test(self):
        self.set_up()
        if self.start("./submit.sh", SHARDS, "saved", "all.jsonl").wait(60): raise Fault(f"submit.sh: {self.told()}")
        self.array = self.run("squeue", "-h", "-r", "-o", "%F").split()[0]
        killed, _, _ = self.kill_partikel()

        def requeue(shard, pid):
            if self.run("scontrol", "requeue", f"{self.array}_{shard}"): return False
            wait_for("the end of the requeued partikel", lambda: not living(pid))
        requeued, _, _ = self.strike("scontrol requeue", requeue)

        def node_dies(shard, pid):
            self.died, step = re.search(r"SLURMD_NODENAME=(\w+)", proc(pid, "environ"))[1], parent(pid)
            while step > 1 and "slurmstepd" not in proc(step, "cmdline"): step = parent(step)
            if step <= 1: return False
            for process in [self.nodes[self.died].pid, step] + [p for p in self.mine() if f"SLURMD_NODENAME={self.died}\0" in proc(p, "environ")]:
                try: os.kill(process, signal.SIGKILL)
                except ProcessLookupError: pass
            wait_for("the death of the node", lambda: not living(pid))
        lost, _, _ = self.strike("the death of a node", node_dies)
        for shard, why in (killed, r"Requeuing JobId=\d+_%d\("), (requeued, r"Requeuing JobId=\d+_%d\("), (lost, r"requeue .*JobId=\d+_%d\(.*node"):
            self.control(why % shard)
        wait_for("an empty queue", lambda: not self.run("squeue", "-h"))
        self.whole()
        return f"a partikel killed, a task requeued, node {self.died} dead, shards {killed}, {requeued}, {lost} requeued by slurmctld's log"

    def stop(self):
        if "SLURM_CONF" in self.env and self.children:
            self.run("scancel", "--user", str(os.getuid()))
            try: wait_for("an empty queue", lambda: not self.run("squeue", "-h").strip(), 20)
            except Fault: pass


class Dask(Engine):
    needs = ["/usr/bin/dask", "/usr/lib/python3/dist-packages/distributed"]

    def test(self):
        at = self.work / "scheduler.json"
        self.start("/usr/bin/dask", "scheduler", "--host", "127.0.0.1", "--port", "0", "--dashboard-address", "127.0.0.1:0", "--scheduler-file", at,
                   log="scheduler.log")
        address = json.loads(wait_for("the scheduler", lambda: self.told(at)))["address"]
        for i in (1, 2):
            self.start("/usr/bin/dask", "worker", "--nthreads", "1", "--dashboard-address", "127.0.0.1:0", "--local-directory", f"space{i}", address,
                       log=f"worker{i}.log")
        client = self.start(PYTHON, "shards.py", SHARDS, "saved", address)
        killed, _, begun = self.kill_partikel()
        wait_for("a second try", lambda: len(self.starts(killed)) > begun, 60)

        def worker_dies(shard, pid):
            """Its partikel lives on, and is held so that it is certainly there when the shard is given to another worker."""
            os.kill(pid, signal.SIGSTOP)
            worker, begun = parent(parent(parent(pid))), len(self.starts(shard))
            if self.part(shard).exists() or not living(pid): return False
            if "python" not in proc(worker, "cmdline"): raise Fault(f"no worker: {proc(worker, 'cmdline')}")
            os.kill(worker, signal.SIGKILL)
            lock = f"flock\0{self.part(shard).name}.log\0"
            wait_for("another worker that waits for this shard", lambda: [p for p in self.mine() if proc(p, "cmdline").startswith(lock) and p != parent(pid)], 60)
            if not living(pid) or len(self.starts(shard)) != begun: raise Fault("two runs of a shard at once")
            os.kill(pid, signal.SIGCONT)
        lost, _, begun = self.strike("the kill of a worker", worker_dies)
        if client.wait(PATIENCE): raise Fault(f"shards.py ends with {client.returncode}: {self.told()[-2000:]}")
        if len(self.starts(lost)) <= begun: raise Fault("the shard of the dead worker was not begun again")
        if not re.search("Remove worker", self.told("scheduler.log")): raise Fault("the scheduler does not tell of a lost worker")
        if self.start("./join.sh", SHARDS, "all.jsonl").wait(PATIENCE): raise Fault(self.told())
        self.whole()
        return f"a partikel killed, then a worker with shard {lost}, whose partikel lived on"


class Lines(Engine):
    needs = ["/usr/bin/parallel"]

    def test(self):
        (self.work / "list").write_text("".join(f"saved/{name}\n" for name in sorted(os.listdir(self.work / "saved"))))
        first = self.start("./lines.sh", "list", "all.jsonl")
        pid = int(wait_for("partikel --filter", lambda: re.findall(r"^(\d+) --filter$", self.told("starts"), re.M))[0])
        os.kill(pid, signal.SIGKILL)
        if not first.wait(PATIENCE) or (self.work / "all.jsonl").exists(): raise Fault("a killed filter goes unnoticed")
        if self.start("./lines.sh", "list", "all.jsonl").wait(PATIENCE): raise Fault(f"lines.sh: {self.told()}")
        if (self.work / "all.jsonl").read_bytes() != self.want["bytes"]: raise Fault("the records are not those of the unsharded run")
        failed = [json.loads(line)["source"]["path"] for line in self.told("all.jsonl.failed").splitlines()]
        if len(failed) != 1 or "damaged" not in failed[0]: raise Fault(f"failed: {failed}")
        return "a filter killed and told of; the second run right"


ENGINES = {"parallel": Parallel, "slurm": Slurm, "dask": Dask, "lines": Lines}


def unsharded(options, articles):
    begun = time.monotonic()
    (options.work / "one").mkdir()
    (options.work / "one/saved").symlink_to(articles)
    run = subprocess.run([options.partikel, "-q", "-j", "1", "-o", "all.jsonl", "saved"], cwd=options.work / "one", capture_output=True, text=True)
    want = {"bytes": (options.work / "one/all.jsonl").read_bytes(), "ok": json.loads((options.work / "one/all.jsonl.ok").read_text())}
    if run.returncode != 1 or want["ok"]["failed"] != 1: sys.exit(f"engines: the unsharded run goes wrong: exit {run.returncode}, {want['ok']}")
    print(f"{want['ok']['articles']} articles, {SHARDS} shards, {time.monotonic() - begun:.1f} s in one run", flush=True)
    return want


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--partikel", default=ROOT / "build/partikel")
    a.add_argument("--files", type=int, default=3600)
    a.add_argument("--keep", action="store_true", help="leave the folder there")
    a.add_argument("engine", nargs="*", choices=[[], *ENGINES])
    options = a.parse_args()
    options.partikel = os.path.abspath(options.partikel)
    options.work = pathlib.Path(tempfile.mkdtemp(prefix="engines-")).resolve()
    stops = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

    def stopped(number, _):
        for each in stops: signal.signal(each, signal.SIG_IGN)  # a second one must not keep us from ending what was started
        sys.exit(128 + number)
    for each in stops: signal.signal(each, stopped)
    articles, files, faults = options.work / "articles", sources(), 0
    articles.mkdir()
    for i in range(options.files):
        source = files[i % len(files)]
        (articles / f"{i:05}{''.join(source.suffixes)}").symlink_to(source)
    (articles / f"{options.files // 3:05}-damaged.txt").write_bytes(b"%PDF-1.4\n")
    try:
        want = unsharded(options, articles)
        for name in options.engine or ENGINES:
            if not all(map(os.path.exists, ENGINES[name].needs)):
                print(f"{name}: skipped, not installed here")
                continue
            begun, engine = time.monotonic(), ENGINES[name](name, options, articles, want)
            try:
                try: said = engine.test()
                finally: engine.end()
                print(f"{name}: {said}, {time.monotonic() - begun:.0f} s", flush=True)
            except (Fault, subprocess.TimeoutExpired) as e:
                faults += 1
                print(f"{name}: {e}", flush=True)
    finally:
        if not options.keep: shutil.rmtree(options.work)
        else: print(options.work)
    return faults != 0


sys.exit(main())
