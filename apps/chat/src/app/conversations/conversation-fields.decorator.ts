import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsString, IsUUID, Length, ValidateIf } from 'class-validator';

const small = (id: unknown): unknown => (typeof id === 'string' ? id.toLowerCase() : id);

/** Ids of people, so many of them. */
export const PeopleField =
  (fewest: number, most: number): PropertyDecorator =>
  (target, name) => {
    const items = { type: 'string', format: 'uuid' };
    ApiProperty({ type: 'array', items, minItems: fewest, maxItems: most })(target, name);
    const toSmall = Transform(({ value }) => (Array.isArray(value) ? value.map(small) : (value as unknown)));
    const rules = [IsArray(), ArrayMinSize(fewest), ArrayMaxSize(most), IsUUID('all', { each: true })];
    for (const each of [toSmall, ...rules]) each(target, name as string);
  };

/** The title of a group; null: none. */
export const TitleField =
  ({ isOptional }: { isOptional: boolean }): PropertyDecorator =>
  (target, name) => {
    const shape = { type: String, nullable: true, minLength: 1, maxLength: 200, required: !isOptional };
    ApiProperty({ ...shape, description: 'A group may have one' })(target, name);
    const isGiven = ValidateIf((_, value) => value !== null && !(isOptional && value === undefined));
    for (const each of [isGiven, IsString(), Length(1, 200)]) each(target, name as string);
  };
