using Marketing.Learning.Recommenders;
using Marketing.Learning.Recommenders.Factors;

namespace Marketing.Learning.Tests.Recommenders;

public sealed class A_factor_scan
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(63, 5)]
    [InlineData(64, 16)]
    [InlineData(200, 33)]
    public void Scores_are_the_fused_sums_in_the_order_of_the_factors(int items, int factors)
    {
        var rows = Random(items * factors, seed: 1);
        var user = Random(factors, seed: 2);
        var scores = new float[items];
        FactorScan.FromRows(rows, items, factors).Scores(user, scores);
        scores.Should().Equal(Slow(rows, user, items, factors));
    }

    /// <summary>Of a few items and of so many that their rows are kept beside the blocks.</summary>
    [Theory]
    [InlineData(130)]
    [InlineData(4_130)]
    public void Gives_an_items_vector_back_padded_with_zeros(int items)
    {
        var rows = Random(items * 5, seed: 1);
        var vector = new float[16];
        Array.Fill(vector, 9);
        FactorScan.FromRows(rows, items, 5).CopyItem(items - 1, vector);
        vector.Should().Equal([.. rows.TakeLast(5), .. new float[11]]);
    }

    [Theory]
    [InlineData(130)]
    [InlineData(4_130)]
    public void One_items_score_is_its_score_among_all(int items)
    {
        var rows = Random(items * 33, seed: 1);
        var user = Random(33, seed: 2);
        var scan = FactorScan.FromRows(rows, items, 33);
        Enumerable.Range(0, items).Select(item => scan.Score(user, item)).Should().Equal(Slow(rows, user, items, 33));
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(5, 10)]
    [InlineData(7, 400)]
    public void Many_users_in_one_pass_get_the_lists_that_they_would_get_alone(int users, int k)
    {
        const int Items = 300;
        const int Factors = 20;
        // Rounded to eighths, so that equal scores occur.
        var rows = Random(Items * Factors, seed: 1).Select(x => MathF.Round(x * 2) / 2).ToArray();
        var scan = FactorScan.FromRows(rows, Items, Factors);
        var batch = new FactorScanBatch(scan, 8, k);
        for (var round = 0UL; round < 2; round++)
        {
            var vectors = Enumerable.Range(0, users).Select(u => Random(Factors, 100 + (ulong)u + (round * 50))).ToArray();
            var excluded = Enumerable.Range(0, users).Select(u => Enumerable.Range(0, Items).Where(i => i % 7 == u).ToArray()).ToArray();
            for (var user = 0; user < users; user++)
            {
                vectors[user].CopyTo(batch.Vector(user));
            }

            batch.Run(users, user => excluded[user]);
            for (var user = 0; user < users; user++)
            {
                var scores = Slow(rows, vectors[user], Items, Factors);
                foreach (var item in excluded[user])
                {
                    scores[item] = float.NegativeInfinity;
                }

                var (items, best) = (new int[k], new float[k]);
                var count = TopItems.Select(scores, items, best);
                batch.Items(user).ToArray().Should().Equal(items[..count]);
                batch.Scores(user).ToArray().Should().Equal(best[..count]);
            }
        }
    }

    /// <summary>More items than the bounds let through, so that they have to rule out; vectors in steps of a half, so that equal scores occur.</summary>
    [Theory]
    [InlineData(4_097, 20, 10, 2f)]
    [InlineData(6_000, 64, 1, 2f)]
    [InlineData(5_003, 7, 300, 2f)]
    [InlineData(9_000, 33, 25, 1e6f)]
    public void The_best_are_those_of_the_full_scan(int count, int factors, int k, float steps)
    {
        var rows = Random(count * factors, seed: 1).Select(x => MathF.Round(x * steps) / steps).ToArray();
        var scan = FactorScan.FromRows(rows, count, factors);
        for (var user = 0UL; user < 20; user++)
        {
            var vector = new float[scan.Width];
            Random(factors, 100 + user).CopyTo(vector, 0);
            var mask = new float[count];
            for (var item = (int)user; item < count; item += 3)
            {
                mask[item] = float.NegativeInfinity;
            }

            Best(scan, vector, mask, k).Should().Equal(SlowBest(rows, vector, mask, count, factors, k));
            Best(scan, vector, [], k).Should().Equal(SlowBest(rows, vector, new float[count], count, factors, k));
        }
    }

    /// <summary>
    /// More items than are ruled out one by one: what is found is ranked by the exact scores, and of the hundred best 98 at least are found, whether all
    /// vectors are equally long (spread 0) or a few much longer than the rest, as popular items are.
    /// </summary>
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Of_very_many_items_nearly_all_of_the_best_are_found(double spread)
    {
        const int Count = QuantizedItems.MostRuledOut + 1_001;
        const int Factors = 16;
        const int K = 100;
        var rows = Random(Count * Factors, seed: 1);
        for (var at = 0; at < rows.Length; at++)
        {
            rows[at] *= (float)Math.Exp(spread * SplitMix64.Uniform(9, (ulong)(at / Factors)));
        }

        var scan = FactorScan.FromRows(rows, Count, Factors);
        var found = 0;
        for (var user = 0UL; user < 10; user++)
        {
            var vector = Random(Factors, 100 + user);
            var mask = new float[Count];
            for (var item = (int)user; item < Count; item += 3)
            {
                mask[item] = float.NegativeInfinity;
            }

            var scores = Slow(rows, vector, Count, Factors);
            var best = Best(scan, vector, mask, K);
            best.Should().HaveCount(K).And.OnlyContain(one => mask[one.Item] == 0 && scores[one.Item] == one.Score);
            best.Should().Equal(best.OrderByDescending(one => one.Score).ThenBy(one => one.Item));
            Best(scan, vector, mask, 10).Should().Equal(best[..10]);
            found += best.Select(one => one.Item)
                .Intersect(SlowBest(rows, vector, mask, Count, Factors, K).Select(one => one.Item))
                .Count();
        }

        found.Should().BeGreaterThanOrEqualTo(980).And.BeLessThanOrEqualTo(1000);
    }

    [Fact]
    public void Of_very_many_items_few_that_are_left_are_all_found_and_equal_ones_in_their_order()
    {
        const int Count = QuantizedItems.MostRuledOut + 1;
        var scan = FactorScan.FromRows(Random(Count, seed: 1), Count, 1);
        var (user, mask) = (new float[scan.Width], new float[Count]);
        user[0] = 1;
        Array.Fill(mask, float.NegativeInfinity);
        (mask[7], mask[70_000], mask[Count - 1]) = (0, 0, 0);
        Best(scan, user, mask, 10).Select(one => one.Item).Should().BeEquivalentTo([7, 70_000, Count - 1]);
        var alike = FactorScan.FromRows(Enumerable.Repeat(1f, Count).ToArray(), Count, 1);
        Best(alike, user, [], 3).Should().Equal((0, 1f), (1, 1f), (2, 1f));
        Best(alike, new float[scan.Width], [], 2).Should().Equal((0, 0f), (1, 0f));
    }

    [Fact]
    public void The_best_are_found_where_the_bounds_say_nothing()
    {
        var rows = Random(5_000 * 16, seed: 1);
        var scan = FactorScan.FromRows(rows, 5_000, 16);
        var nobody = new float[16];
        Best(scan, nobody, [], 3).Should().Equal((0, 0f), (1, 0f), (2, 0f));
        var mask = new float[5_000];
        Array.Fill(mask, float.NegativeInfinity);
        Best(scan, Random(16, seed: 2), mask, 3).Should().BeEmpty();
        mask[4_999] = 0;
        Best(scan, Random(16, seed: 2), mask, 3).Should().ContainSingle().Which.Item.Should().Be(4_999);
        nobody[3] = float.NaN;
        FluentActions.Invoking(() => Best(scan, nobody, [], 3)).Should().Throw<ArithmeticException>();
    }

    [Fact]
    public void Allocates_nothing_in_the_steady_state()
    {
        var scan = FactorScan.FromRows(Random(3000 * 16, seed: 1), 3000, 16);
        var large = FactorScan.FromRows(Random(5000 * 16, seed: 1), 5000, 16);
        var batch = new FactorScanBatch(scan, 4, 10);
        var user = Random(16, seed: 2);
        var (scores, items, best) = (new float[3000], new int[10], new float[10]);
        void Once()
        {
            scan.Scores(user, scores);
            TopItems.Select(scores, items, best);
            large.Top(user, ItemMask.None, items, best);
            batch.Run(4, null);
        }

        Once();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Once();
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    private static (int Item, float Score)[] Best(FactorScan scan, float[] user, float[] mask, int k)
    {
        var (items, best) = (new int[k], new float[k]);
        var leftOut = new ItemMask(new ulong[ItemMask.LengthFor(scan.ItemCount)]);
        for (var item = 0; item < mask.Length; item++)
        {
            if (float.IsNegativeInfinity(mask[item]))
            {
                leftOut.Add(item);
            }
        }

        var found = scan.Top(user, mask.Length == 0 ? ItemMask.None : leftOut, items, best);
        return [.. items.Zip(best).Take(found)];
    }

    private static (int Item, float Score)[] SlowBest(float[] rows, float[] user, float[] mask, int count, int factors, int k) =>
        [
            .. Slow(rows, user, count, factors)
                .Select((score, item) => (Item: item, Score: score + mask[item]))
                .Where(scored => scored.Score > float.NegativeInfinity)
                .OrderByDescending(scored => scored.Score)
                .ThenBy(scored => scored.Item)
                .Take(k),
        ];

    private static float[] Random(int length, ulong seed) =>
        [.. Enumerable.Range(0, length).Select(i => (float)((SplitMix64.Uniform(seed, (ulong)i) * 4) - 2))];

    private static float[] Slow(float[] rows, float[] user, int items, int factors)
    {
        var scores = new float[items];
        for (var item = 0; item < items; item++)
        {
            for (var factor = 0; factor < factors; factor++)
            {
                scores[item] = MathF.FusedMultiplyAdd(user[factor], rows[(item * factors) + factor], scores[item]);
            }
        }

        return scores;
    }
}
