import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { type Session } from '@secureconnect/session-store';
import { IsIn, IsOptional } from 'class-validator';
import { DeviceDto } from '../login/login.dto';
import { type LogoutScope, logoutScopes } from './log-out.use-case';

/** Which sessions to leave. */
export class LogoutQuery {
  @ApiPropertyOptional({ enum: logoutScopes, default: 'local' })
  @IsOptional()
  @IsIn(logoutScopes)
  scope?: LogoutScope;
}

/** One session, as its user sees it. */
export class SessionDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ description: 'Whether it is the one that asks' })
  current: boolean;

  @ApiProperty({ type: DeviceDto, description: 'What the client said of itself, without the fingerprint' })
  device: Omit<DeviceDto, 'fingerprint'>;

  @ApiProperty()
  address: string;

  @ApiProperty()
  user_agent: string;

  @ApiProperty({ description: '0 to 1, as last assessed' })
  risk_score: number;

  @ApiProperty({ type: [String], example: ['pwd', 'otp'] })
  methods: readonly string[];

  @ApiProperty({ format: 'date-time' })
  created_at: string;

  @ApiProperty({ format: 'date-time' })
  last_seen_at: string;

  @ApiProperty({ format: 'date-time', description: 'Unless it is refreshed before' })
  expires_at: string;

  static of({ id, details, methods, ...times }: Session, currentId: string | undefined): SessionDto {
    const { platform, browser, version, isMobile, screen, timeZone } = details.device;
    const device = { platform, browser, version, is_mobile: isMobile, screen, time_zone: timeZone };
    return {
      ...{ id, current: id === currentId, device, methods },
      ...{ address: details.address, user_agent: details.userAgent, risk_score: details.riskScore },
      created_at: new Date(times.createdAt).toISOString(),
      last_seen_at: new Date(times.lastSeenAt).toISOString(),
      expires_at: new Date(times.endsAt).toISOString(),
    };
  }
}

/** A page of a user's sessions, of which there are ten at most. */
export class SessionsDto {
  @ApiProperty({ type: [SessionDto] })
  items: readonly SessionDto[];

  @ApiProperty({ type: String, nullable: true })
  next_cursor: string | null;
}
