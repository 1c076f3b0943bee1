import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { type Role } from '@secureconnect/identity';
import { PageQuery } from '@secureconnect/platform';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { type Account } from './account';
import { DisplayNameField, EmailField, PasswordField, UsernameField } from './account-fields.decorator';

const roles = ['user', 'admin'] as const;

/** An account as its owner sees it. */
export class UserDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  email: string;

  @ApiProperty()
  email_verified: boolean;

  @ApiProperty()
  username: string;

  @ApiProperty({ type: String, nullable: true })
  display_name: string | null;

  @ApiProperty({ enum: roles })
  role: Role;

  @ApiProperty({ format: 'date-time' })
  created_at: string;

  @ApiProperty({ format: 'date-time' })
  updated_at: string;

  static of(account: Account): UserDto {
    const { id, email, username, displayName, role, createdAt, updatedAt, emailVerifiedAt } = account;
    return {
      ...{ id, email, email_verified: emailVerifiedAt !== null, username, display_name: displayName, role },
      ...{ created_at: createdAt.toISOString(), updated_at: updatedAt.toISOString() },
    };
  }
}

/** An account as administrators see it. */
export class ManagedUserDto extends UserDto {
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  disabled_at: string | null;

  @ApiProperty({ format: 'date-time' })
  password_changed_at: string;

  static override of(account: Account): ManagedUserDto {
    const { disabledAt, passwordChangedAt } = account;
    const disabled_at = disabledAt?.toISOString() ?? null;
    return { ...UserDto.of(account), disabled_at, password_changed_at: passwordChangedAt.toISOString() };
  }
}

/** One account, with what failed attempts have brought upon it. */
export class LockableUserDto extends ManagedUserDto {
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Nobody new may log in until then',
  })
  locked_until: string | null;
}

/** A page of accounts. */
export class UsersDto {
  @ApiProperty({ type: [ManagedUserDto] })
  items: readonly ManagedUserDto[];

  @ApiProperty({ type: String, nullable: true })
  next_cursor: string | null;
}

/** Which accounts to list. */
export class UsersQuery extends PageQuery {
  @ApiPropertyOptional({ enum: roles })
  @IsOptional()
  @IsIn(roles)
  role?: Role;

  @ApiPropertyOptional({ description: 'The one with this address' })
  @IsOptional()
  @IsString()
  @MaxLength(320)
  email?: string;

  @ApiPropertyOptional({ description: 'The one with this name' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  username?: string;

  @ApiPropertyOptional({ type: Boolean })
  @IsOptional()
  @Transform(({ value }) => ({ true: true, false: false })[String(value)] ?? (value as unknown))
  @IsBoolean()
  disabled?: boolean;
}

/** What somebody may change of herself; her role is not among it. */
export class ProfilePatchDto {
  @DisplayNameField()
  display_name?: string | null;

  @UsernameField({ isOptional: true })
  username?: string;

  @EmailField({ isOptional: true })
  email?: string;
}

/** What an administrator may change of an account. */
export class UserPatchDto extends ProfilePatchDto {
  @ApiPropertyOptional({ enum: roles })
  @IsOptional()
  @IsIn(roles)
  role?: Role;
}

/** An account that an administrator makes. */
export class NewUserDto {
  @EmailField()
  email: string;

  @UsernameField()
  username: string;

  @PasswordField({ isOptional: true })
  password?: string;

  @DisplayNameField()
  display_name?: string | null;

  @ApiPropertyOptional({ enum: roles })
  @IsOptional()
  @IsIn(roles)
  role?: Role;
}
