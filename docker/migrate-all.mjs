// Brings the schema of every service in this image up to date, one after the other, and gives each role its
// password from <SERVICE>_DATABASE_PASSWORD. DATABASE_URL is the administrator's.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';

for (const app of readdirSync('dist/apps')) {
  // A page beside the programs has no schema.
  if (!existsSync(`dist/apps/${app}/main.js`)) continue;
  const password = process.env[`${app.toUpperCase()}_DATABASE_PASSWORD`];
  if (!password) {
    console.error(`${app.toUpperCase()}_DATABASE_PASSWORD is not set.`);
    process.exit(1);
  }
  const env = { ...process.env, DATABASE_ROLE_PASSWORD: password };
  const { status } = spawnSync(process.execPath, [`dist/apps/${app}/main.js`, 'migrate'], {
    env,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(1);
}
