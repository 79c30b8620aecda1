using System.Numerics;
using Marketing.Learning.Neural;

namespace Marketing.Learning.Tests.Neural;

public sealed class The_matrix_product
{
    // Around the tile (8 rows, 32 or 16 columns), the block of depth (256) and the number of rows from which panels are copied (96).
    public static TheoryData<int, int, int> Shapes() =>
        new()
        {
            { 1, 1, 1 },
            { 1, 100, 7 },
            { 3, 5, 2 },
            { 7, 33, 300 },
            { 8, 32, 256 },
            { 9, 31, 257 },
            { 13, 64, 40 },
            { 97, 70, 33 },
            { 130, 17, 520 },
        };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Equals_three_loops_in_single_precision(int rows, int columns, int depth) => Compare<float>(rows, columns, depth, 1e-5);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Equals_three_loops_in_double_precision(int rows, int columns, int depth) => Compare<double>(rows, columns, depth, 1e-13);

    [Fact]
    public void Refuses_a_matrix_shorter_than_its_shape()
    {
        var add = () =>
            MatrixProduct.Add(2, 3, 4, new Matrix<float>(new float[7], 4), new Matrix<float>(new float[12], 3), new float[6], 3);
        add.Should().Throw<ArgumentException>().WithMessage("*2 × 4*");
        var into = () =>
            MatrixProduct.Add(2, 3, 4, new Matrix<float>(new float[8], 4), new Matrix<float>(new float[12], 3), new float[5], 3);
        into.Should().Throw<ArgumentException>().WithMessage("*2 × 3*");
    }

    [Fact]
    public void Leaves_what_lies_between_the_rows_of_C_alone()
    {
        // 2 × 2 in rows of 4: [1 2; 3 4]·[1 0; 0 1] added to ones; the two last places of each row belong to somebody else.
        float[] c = [1, 1, 9, 9, 1, 1, 9, 9];
        MatrixProduct.Add(2, 2, 2, new Matrix<float>([1, 2, 3, 4], 2), new Matrix<float>([1, 0, 0, 1], 2), c, 4);
        c.Should().Equal(2, 3, 9, 9, 4, 5, 9, 9);
    }

    private static void Compare<T>(int rows, int columns, int depth, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (var (left, right) in new[] { (false, false), (true, false), (false, true), (true, true) })
        {
            var a = Numbers<T>(rows * depth, 1);
            var b = Numbers<T>(depth * columns, 2);
            var c = Numbers<T>(rows * columns, 3);
            var expected = c.Select(double.CreateTruncating).ToArray();
            for (var row = 0; row < rows; row++)
            {
                for (var column = 0; column < columns; column++)
                {
                    for (var at = 0; at < depth; at++)
                    {
                        var x = a[left ? (at * rows) + row : (row * depth) + at];
                        var y = b[right ? (column * depth) + at : (at * columns) + column];
                        expected[(row * columns) + column] += double.CreateTruncating(x) * double.CreateTruncating(y);
                    }
                }
            }

            var aView = left ? new Matrix<T>(a, rows).Transposed : new Matrix<T>(a, depth);
            var bView = right ? new Matrix<T>(b, depth).Transposed : new Matrix<T>(b, columns);
            MatrixProduct.Add(rows, columns, depth, aView, bView, c, columns);
            c.Zip(expected, (own, wanted) => Math.Abs(double.CreateTruncating(own) - wanted))
                .Max()
                .Should()
                .BeLessThan(tolerance * (1 + depth));
        }
    }

    private static T[] Numbers<T>(int count, ulong seed)
        where T : INumberBase<T> => [.. FiniteDifferences.Random(count, seed).Select(T.CreateTruncating)];
}
