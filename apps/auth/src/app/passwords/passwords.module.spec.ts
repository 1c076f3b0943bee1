import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { SETTINGS } from '@secureconnect/platform';
import { PasswordHasher } from './password-hasher.service';
import { PasswordPolicy } from './password-policy.service';
import { PasswordsModule } from './passwords.module';

const values = { PASSWORD_HASHERS: 0, PASSWORD_QUEUE: 200 };
@Module({ providers: [{ provide: SETTINGS, useValue: values }], exports: [SETTINGS] })
class SettingsModule {}
@Module({ imports: [{ module: SettingsModule, global: true }, PasswordsModule] })
class AppModule {}

describe('the module of passwords', () => {
  it('gives hasher and policy, and leaves no thread behind', async () => {
    const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
    const hasher = app.get(PasswordHasher);
    expect(() => app.get(PasswordPolicy).check('short', { email: 'a@b.c', username: 'a' })).toThrow();
    expect(await hasher.verify(await hasher.hash('correct horse'), 'correct horse')).toBe(true);
    await app.close();
    expect(process.getActiveResourcesInfo().filter((name) => name.includes('Worker'))).toEqual([]);
    await expect(hasher.hash('correct horse')).rejects.toMatchObject({ code: 'overloaded' });
  });
});
