// A matrix class as it was written before 2011.
#include <cassert>
#include <exception>
#include <new>
#include <vector>

namespace linalg
{
	class bad_shape : public std::exception
	{
	public:
		virtual const char* what() const throw()
		{
			return "shapes do not agree";
		}
		virtual ~bad_shape() throw() {}
	};

	template<typename T, typename Alloc = std::allocator<T> >
	class matrix
	{
		std::vector<T, Alloc> v;
		unsigned rows_, cols_;

		class row_proxy
		{
			T* base;
		public:
			row_proxy( T* b ) : base( b ) { }
			T& operator[]( unsigned j ) { return base[j]; }
		};

	public:
		matrix( unsigned r, unsigned c )
			: v( r * c )
			, rows_( r )
			, cols_( c )
		{
		}

		row_proxy operator[]( unsigned i ) { return row_proxy( &v[i * cols_] ); }
		unsigned rows() const { return rows_; }
		unsigned cols() const { return cols_; }

		template<typename U, typename A> friend class matrix;
		matrix& operator+=( const matrix& ) throw( bad_shape );
		void multiply( matrix& b, matrix& c ) throw( bad_shape, std::bad_alloc );
	};

	template<typename T, typename Alloc>
	matrix<T, Alloc>&
	matrix<T, Alloc>::operator+=( const matrix<T, Alloc>& other ) throw( bad_shape )
	{
		if( rows_ != other.rows_ || cols_ != other.cols_ )
			throw bad_shape();
		typename std::vector<T, Alloc>::const_iterator o = other.v.begin();
		for( typename std::vector<T, Alloc>::iterator i = v.begin(); i != v.end(); ++i, ++o )
			*i += *o;
		return *this;
	}

	template<typename T, typename Alloc>
	void matrix<T, Alloc>::multiply( matrix& b, matrix& c ) throw( bad_shape, std::bad_alloc )
	{
		if( cols_ != b.rows_ ) throw bad_shape();
		unsigned i, j, k;
		#pragma omp parallel for private(j, k)
		for( i = 0; i < rows_; i++ )
		{
			for( j = 0; j < b.cols_; j++ )
			{
				T s = T();
				for( k = 0; k < cols_; k++ )
					s += ( *this )[i][k] * b[k][j];
				c[i][j] = s;
			}
		}
	}
}

template<typename T> T trace( linalg::matrix<T>& m );

template<>
double trace<double>( linalg::matrix<double>& m )
{
	double t = 0;
	for( unsigned i = 0; i < m.rows(); i++ ) t += m[i][i];
	return t;
}

int main( int argc, char** argv )
{
	linalg::matrix<float> a( 2, 2 ), b( 2, 2 ), c( 2, 2 );
	a[0][0] = 1 < 2 ? 3 : 4;
	try
	{
		a += b;
		a.multiply( b, c );
	}
	catch( const linalg::bad_shape& e )
	{
		return 1;
	}
	catch( ... )
	{
		for( ;; ) return 2;
	}
	return 0;
}
