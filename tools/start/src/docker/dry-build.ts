import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { StartError } from '../start.error';
import { personsEnvironment, workspaceRoot } from '../workspace';
import { contextFiles } from './build-context';
import { dockerFolder } from './compose-file';
import { readCopy, readDockerfile, type Instruction, type Stage } from './dockerfile';

/** What a stage leaves behind: a folder that stands for its root file system, and what it is run with. */
export interface BuiltStage {
  readonly root: string;
  workdir: string;
  readonly env: Record<string, string>;
  readonly settings: Record<string, string>;
}

type Say = (line: string) => void;

/**
 * Carries out a Dockerfile without Docker: each stage is a folder, COPY copies between them, RUN runs on this
 * machine with absolute paths of the image moved into the folder. What the base image brings is not checked.
 */
export class DryBuild {
  private readonly built = new Map<string, BuiltStage>();
  private readonly context = contextFiles(workspaceRoot, join(dockerFolder, 'Dockerfile.dockerignore'));

  constructor(
    private readonly folder: string,
    private readonly args: Readonly<Record<string, string>>,
    private readonly say: Say,
  ) {}

  /** Builds all stages and gives the last. */
  run(): BuiltStage {
    const stages = readDockerfile(readFileSync(join(dockerFolder, 'Dockerfile'), 'utf8'));
    const done = stages.map((stage) => this.build(stage));
    const last = done.at(-1);
    if (!last) throw new StartError('The Dockerfile has no stage.');
    return last;
  }

  private build(stage: Stage): BuiltStage {
    const root = join(this.folder, stage.name);
    mkdirSync(root, { recursive: true });
    const base = this.built.get(stage.from);
    const state: BuiltStage = { root, workdir: base?.workdir ?? '/', env: { ...base?.env }, settings: {} };
    if (base) cpSync(base.root, root, { recursive: true, verbatimSymlinks: true });
    for (const instruction of stage.instructions) this.obey(instruction, state, stage.name);
    this.built.set(stage.name, state);
    return state;
  }

  private obey({ verb, rest }: Instruction, state: BuiltStage, stage: string): void {
    if (verb === 'WORKDIR') {
      state.workdir = rest;
      mkdirSync(join(state.root, rest), { recursive: true });
    } else if (verb === 'ARG') {
      state.env[rest] = this.args[rest] ?? '';
    } else if (verb === 'ENV') {
      for (const [, name = '', value = ''] of rest.matchAll(/(\w+)=(\S+)/g)) {
        state.env[name] = value.replace(/\$(\w+)/g, (_all, variable: string) => state.env[variable] ?? '');
      }
    } else if (verb === 'COPY') this.copy(rest, state, stage);
    else if (verb === 'RUN') this.runCommand(rest, state, stage);
    else state.settings[verb] = rest;
  }

  private copy(rest: string, state: BuiltStage, stage: string): void {
    const { from, sources, target } = readCopy(rest);
    const to = join(state.root, target.startsWith('/') ? '' : state.workdir, target);
    for (const source of sources) {
      if (from === undefined) this.copyContext(source, to);
      else this.copyStage(from, source, to, stage);
    }
  }

  private copyContext(source: string, to: string): void {
    const within = normalize(source);
    const files = this.context.filter(
      (file) => within === '.' || file === within || file.startsWith(`${within}/`),
    );
    if (files.length === 0) throw new StartError(`COPY ${source}: nothing of it reaches the build.`);
    for (const file of files) {
      mkdirSync(dirname(join(to, file)), { recursive: true });
      cpSync(join(workspaceRoot, file), join(to, file));
    }
  }

  private copyStage(from: string, source: string, to: string, stage: string): void {
    const path = join(this.built.get(from)?.root ?? '', source);
    if (!this.built.has(from) || !existsSync(path))
      throw new StartError(`${stage}: ${from} has no ${source}.`);
    const isFile = statSync(path).isFile();
    cpSync(path, isFile && existsSync(to) ? join(to, basename(path)) : to, {
      recursive: true,
      verbatimSymlinks: true,
    });
  }

  private runCommand(command: string, state: BuiltStage, stage: string): void {
    this.say(`${stage}: ${command.length > 90 ? `${command.slice(0, 89)}…` : command}`);
    const moved = command.replace(/(?<=^|\s)\/(?=(?:out|app)\b)/g, `${state.root}/`);
    const { status, stdout, stderr } = spawnSync('sh', ['-ec', moved], {
      cwd: join(state.root, state.workdir),
      // A cache of its own: the steps may well empty it.
      env: { ...personsEnvironment(), ...state.env, npm_config_cache: join(this.folder, 'npm-cache') },
      encoding: 'utf8',
    });
    if (status === 0) return;
    throw new StartError(
      `${stage}: RUN ${command} failed (${status}):\n${(stdout + stderr).split('\n').slice(-30).join('\n')}`,
    );
  }
}
