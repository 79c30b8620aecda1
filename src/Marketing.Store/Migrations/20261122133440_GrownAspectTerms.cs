using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Marketing.Store.Migrations
{
    /// <inheritdoc />
    public partial class GrownAspectTerms : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "grown",
                schema: "sentiment",
                table: "aspect_lists",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'[]'::jsonb");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "grown_at",
                schema: "sentiment",
                table: "aspect_lists",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ignored",
                schema: "sentiment",
                table: "aspect_lists",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'[]'::jsonb");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "grown",
                schema: "sentiment",
                table: "aspect_lists");

            migrationBuilder.DropColumn(
                name: "grown_at",
                schema: "sentiment",
                table: "aspect_lists");

            migrationBuilder.DropColumn(
                name: "ignored",
                schema: "sentiment",
                table: "aspect_lists");
        }
    }
}
