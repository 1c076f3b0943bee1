import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsInt, IsOptional, Max, Min } from 'class-validator';

/** As long as a link may count, and does unless said. */
export const linkSeconds = { most: 7 * 86_400, usual: 3_600 } as const;

/** How a link is wanted. */
export class NewLinkDto {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: linkSeconds.most, default: linkSeconds.usual })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(linkSeconds.most)
  expires_in?: number;

  @ApiPropertyOptional({ description: 'As a file to keep, whatever it is.' })
  @IsOptional()
  @IsBoolean()
  download?: boolean;
}

/** A link that opens one file for whoever has it. */
export class LinkDto {
  @ApiProperty({ description: 'Below the address of the API; it holds no token and needs none.' })
  url: string;

  @ApiProperty({ format: 'date-time' })
  expires_at: string;
}
