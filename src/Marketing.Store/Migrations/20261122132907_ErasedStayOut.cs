using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Marketing.Store.Migrations
{
    /// <inheritdoc />
    public partial class ErasedStayOut : Migration
    {
        private static readonly string[] Tables =
        [
            "recommendations.log", "ads.decisions", "ads.decision_ads", "ads.outcomes", "ads.plan_assignments",
        ];

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // What is written off the requests' path (queues, spools, plans) may come after an erasure. The same lock and list as ErasedPeople, row by row:
            // a statement of its own for the lock, so that the list is read after it was granted.
            migrationBuilder.Sql(
                """
                CREATE FUNCTION privacy.keep_erased_out() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    PERFORM pg_advisory_xact_lock_shared(7305041913);
                    IF EXISTS (SELECT FROM privacy.erased_subjects) AND EXISTS (
                        SELECT FROM privacy.erased_subjects s CROSS JOIN privacy.keys k
                        WHERE s.subject_hash = sha256(k.key || sha256(k.key || convert_to(NEW.user_id, 'UTF8')))) THEN
                        RETURN NULL;
                    END IF;
                    RETURN NEW;
                END $$
                """);
            foreach (var table in Tables)
            {
                migrationBuilder.Sql($"CREATE TRIGGER keep_erased_out BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION privacy.keep_erased_out()");
            }
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            foreach (var table in Tables)
            {
                migrationBuilder.Sql($"DROP TRIGGER keep_erased_out ON {table}");
            }

            migrationBuilder.Sql("DROP FUNCTION privacy.keep_erased_out()");
        }
    }
}
