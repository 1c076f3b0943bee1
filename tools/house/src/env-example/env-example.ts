import { type DescribedSetting, type ServiceDescription } from './describe-services';

const head = `# Every variable the services read. Each line that is commented out shows what holds when nothing is set.
# Copy this file to .env for development; production takes the environment alone.
# "required" means that production has no default and will not start without it.
`;

/** What a command reads that no service does. */
const commands = `# --- npm run admin only ---

# the password of the administrator it makes; empty: it asks for it at the terminal (text; secret)
#ADMIN_PASSWORD=
`;

const isShared = (all: readonly ServiceDescription[], name: string): boolean =>
  all.every(({ settings }) => settings.some((setting) => setting.name === name));

function notesOf({
  accepts,
  default: fallback,
  development_default: development,
  secret,
}: DescribedSetting): string {
  const notes = [accepts];
  if (fallback === null) notes.push('required');
  if (fallback !== null && development !== null) notes.push(`${fallback} in production`);
  if (secret) notes.push('secret');
  return notes.join('; ');
}

function entryOf(setting: DescribedSetting, value?: string): string {
  const shown = value ?? setting.development_default ?? setting.default ?? '';
  return `# ${setting.meaning} (${notesOf(setting)})\n#${setting.name}=${shown}\n`;
}

function portEntry(all: readonly ServiceDescription[], setting: DescribedSetting): string {
  const each = all.map(({ service, port }) => `${service} ${port}`).join(', ');
  return entryOf(
    { ...setting, meaning: `${setting.meaning}; each service has its own default: ${each}` },
    '',
  );
}

/** Writes the example file from what the services say they read. */
export function envExample(all: readonly ServiceDescription[]): string {
  const [first] = all;
  const shared = first?.settings.filter(({ name }) => isShared(all, name)) ?? [];
  const common = shared.map((setting) =>
    setting.name === 'PORT' ? portEntry(all, setting) : entryOf(setting),
  );
  const own = all.flatMap(({ service, settings }) => {
    const mine = settings.filter(({ name }) => !isShared(all, name));
    return mine.length === 0
      ? []
      : [`# --- ${service} only ---\n`, ...mine.map((setting) => entryOf(setting))];
  });
  return [head, '# --- every service ---\n', ...common, ...own, commands].join('\n');
}
