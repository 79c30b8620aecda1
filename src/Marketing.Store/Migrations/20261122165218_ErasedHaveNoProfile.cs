using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Marketing.Store.Migrations
{
    /// <inheritdoc />
    public partial class ErasedHaveNoProfile : Migration
    {
        private static readonly string[] Tables = ["profiles.profiles", "profiles.details", "profiles.segment_members", "profiles.segment_moves"];

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // A million rows at a time: by statement, not by row as keep_erased_out does it. The lock before the first row, so that nobody waits for it holding
            // rows that an erasure wants to delete; the list afterwards, so that an erasure that the lock waited for is on it.
            migrationBuilder.Sql(
                """
                CREATE FUNCTION privacy.wait_for_erasures() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    PERFORM pg_advisory_xact_lock_shared(7305041913);
                    RETURN NULL;
                END $$;
                CREATE FUNCTION privacy.remove_erased() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF EXISTS (SELECT FROM privacy.erased_subjects) THEN
                        EXECUTE format(
                            'DELETE FROM %I.%I WHERE user_id IN (
                                SELECT a.user_id FROM (SELECT DISTINCT user_id FROM added) a CROSS JOIN privacy.keys k
                                JOIN privacy.erased_subjects s ON s.subject_hash = sha256(k.key || sha256(k.key || convert_to(a.user_id, ''UTF8''))))',
                            TG_TABLE_SCHEMA, TG_TABLE_NAME);
                    END IF;
                    RETURN NULL;
                END $$;
                """);
            foreach (var table in Tables)
            {
                migrationBuilder.Sql($"CREATE TRIGGER wait_for_erasures BEFORE INSERT ON {table} FOR EACH STATEMENT EXECUTE FUNCTION privacy.wait_for_erasures()");
                migrationBuilder.Sql(
                    $"CREATE TRIGGER remove_erased AFTER INSERT ON {table} REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION privacy.remove_erased()");
            }
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            foreach (var table in Tables)
            {
                migrationBuilder.Sql($"DROP TRIGGER remove_erased ON {table}");
                migrationBuilder.Sql($"DROP TRIGGER wait_for_erasures ON {table}");
            }

            migrationBuilder.Sql("DROP FUNCTION privacy.remove_erased()");
            migrationBuilder.Sql("DROP FUNCTION privacy.wait_for_erasures()");
        }
    }
}
